using System.Net;
using Gradus.Server.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Gradus.Server.Tests.Hosting;

public sealed class BenchConstantsTests
{
    [Fact]
    public async Task A_server_answers_no_constants_unless_it_is_told_their_sizes()
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.Http.GetAsync("/bench/constant/1200");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_constant_is_json_of_exactly_the_size_asked_for()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapBenchConstants("1200,nonsense,8400");
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        foreach (var size in new[] { 1_200, 8_400 })
        {
            var answer = await http.GetAsync($"/bench/constant/{size}");
            (await answer.Content.ReadAsByteArrayAsync()).Length.ShouldBe(size);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        }
    }
}
