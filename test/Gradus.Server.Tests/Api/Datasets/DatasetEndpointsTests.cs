using System.Net;
using System.Text;
using Gradus.Protocol.Datasets;

namespace Gradus.Server.Tests.Api.Datasets;

public sealed class DatasetEndpointsTests
{
    private static readonly byte[] Csv = Encoding.UTF8.GetBytes("x,y,id,label\n1,a,7,b\n");

    [Fact]
    public async Task A_data_set_is_registered_read_listed_and_forgotten()
    {
        await using var server = await TestServer.StartAsync();
        var file = await server.PutAsync("x", Csv);

        var put = await server.Api.Datasets.PutAsync("holdout", new PutDatasetDto(file.Digest, "y", ["id"]));
        await server.Api.Datasets.PutAsync("another", new PutDatasetDto(file.Digest));

        (put.Name, put.Digest, put.Size, put.Label).ShouldBe(("holdout", file.Digest, Csv.Length, "y"));
        put.Ignore.ShouldBe(["id"]);
        (await server.Api.Datasets.GetAsync("holdout")).CreatedAt.ShouldBe(put.CreatedAt);
        (await server.Api.Datasets.ListAsync()).Datasets.Select(d => d.Name).ShouldBe(["another", "holdout"]);
        await server.Api.Datasets.DeleteAsync("another");
        (await server.Api.Datasets.ListAsync()).Datasets.Select(d => d.Name).ShouldBe(["holdout"]);
    }

    [Fact]
    public async Task What_the_label_is_is_kept_and_a_class_unless_said_otherwise()
    {
        await using var server = await TestServer.StartAsync();
        var file = await server.PutAsync("x", Csv);

        var plain = await server.Api.Datasets.PutAsync("plain", new PutDatasetDto(file.Digest));
        var ranking = await server.Api.Datasets.PutAsync(
            "ranking",
            new PutDatasetDto(file.Digest, "x", ["y"], "ranking", "id")
        );

        (plain.Task, plain.Query).ShouldBe(("classification", null));
        (ranking.Task, ranking.Query).ShouldBe(("ranking", "id"));
        (await server.Api.Datasets.GetAsync("ranking")).Query.ShouldBe("id");
    }

    [Theory]
    [InlineData("""{"digest":"DIGEST","task":"clustering"}""", "'clustering' is no task. ")]
    [InlineData("""{"digest":"DIGEST","task":"ranking"}""", "A ranking needs to know which rows belong together: ")]
    [InlineData("""{"digest":"DIGEST","query":"id"}""", "Only a ranking has queries: ")]
    [InlineData("""{"digest":"DIGEST","task":"ranking","query":""}""", "A column's name has 1 to 1000 characters.")]
    [InlineData(
        """{"digest":"DIGEST","task":"ranking","query":"search"}""",
        "The file of data set 'd' has no column 'search' to take the query from"
    )]
    public async Task Parts_that_contradict_each_other_or_the_file_are_refused(string json, string why)
    {
        await using var server = await TestServer.StartAsync();
        var file = await server.PutAsync("x", Csv);

        var answer = await server.SendAsync(
            "PUT",
            "/api/v1/datasets/d",
            json.Replace("DIGEST", file.Digest, StringComparison.Ordinal)
        );

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Detail!.ShouldStartWith(why);
        (await server.Api.Datasets.ListAsync()).Datasets.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_name_again_points_at_the_new_file()
    {
        await using var server = await TestServer.StartAsync();
        var first = await server.PutAsync("x", Csv);
        var second = await server.PutAsync("x", [.. Csv, .. Csv]);

        await server.Api.Datasets.PutAsync("holdout", new PutDatasetDto(first.Digest));
        await server.Api.Datasets.PutAsync("holdout", new PutDatasetDto(second.Digest));

        (await server.Api.Datasets.GetAsync("holdout")).Digest.ShouldBe(second.Digest);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"digest":"sha256:12"}""")]
    [InlineData("""{"digest":"0000000000000000000000000000000000000000000000000000000000000000"}""")]
    [InlineData("""{"digest":"DIGEST","label":""}""")]
    [InlineData("""{"digest":"DIGEST","label":null}""")]
    [InlineData("""{"digest":"DIGEST","ignore":[null]}""")]
    [InlineData("""{"digest":"DIGEST","ignore":[""]}""")]
    [InlineData("""{"digest":"DIGEST","ignore":"id"}""")]
    [InlineData("""{"digest":"DIGEST","label":"\u0000"}""")]
    [InlineData("""{"digest":"DIGEST","ignore":["\u0000"]}""")]
    public async Task What_is_no_data_set_is_refused(string json)
    {
        await using var server = await TestServer.StartAsync();
        var file = await server.PutAsync("x", Csv);

        var answer = await server.SendAsync(
            "PUT",
            "/api/v1/datasets/d",
            json.Replace("DIGEST", file.Digest, StringComparison.Ordinal)
        );

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        (await server.Api.Datasets.ListAsync()).Datasets.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        "",
        "is empty; a data set is a Parquet file, or a CSV file with a heading line and a row for each example."
    )]
    [InlineData("x,y\n1,2\n", "has no column 'label' to take the true class from (its columns: x, y).")]
    [InlineData("\0\u0001\u0002", "is neither a Parquet nor a CSV file: it holds bytes that are no text in UTF-8.")]
    public async Task A_file_that_is_no_data_set_is_refused_where_its_bytes_are(string text, string why)
    {
        await using var server = await TestServer.StartAsync();
        var file = await server.PutAsync("x", Encoding.UTF8.GetBytes(text));

        var answer = await server.SendAsync("PUT", "/api/v1/datasets/d", $$"""{"digest":"{{file.Digest}}"}""");

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Detail.ShouldBe($"The file of data set 'd' {why}");
        (await server.Api.Datasets.ListAsync()).Datasets.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("a:b")]
    [InlineData("a%0Ab")]
    [InlineData("%20")]
    public async Task A_name_that_is_none_is_refused(string name)
    {
        await using var server = await TestServer.StartAsync();
        var file = await server.PutAsync("x", Csv);

        var answer = await server.SendAsync("PUT", $"/api/v1/datasets/{name}", $$"""{"digest":"{{file.Digest}}"}""");

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        (await server.Api.Datasets.ListAsync()).Datasets.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task An_unknown_data_set_is_named_in_the_refusal(string method)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.SendAsync(method, "/api/v1/datasets/nope");

        answer
            .ShouldBeRefused(HttpStatusCode.NotFound, "dataset_not_found")
            .Detail.ShouldBe("Data set 'nope' does not exist.");
    }
}
