namespace Gradus.Server.Tests.Http;

public sealed class AnswerHeadersTests
{
    [Theory]
    [InlineData("/api/v1/models", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/api/v1/models/none", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/api/2.0/mlflow/registered-models/search", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/nowhere", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/health", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/api/", "frame-ancestors 'none'; base-uri 'none'; object-src 'none'")]
    public async Task Every_answer_tells_a_browser_to_guess_run_and_frame_nothing(string path, string policy)
    {
        await using var server = await TestServer.StartAsync();

        using var answer = await server.Http.GetAsync(new Uri(path, UriKind.Relative));

        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        answer.Headers.GetValues("Content-Security-Policy").ShouldBe([policy]);
    }

    [Trait("Abuse", "17")]
    [Fact]
    public async Task Bytes_that_somebody_uploaded_stay_in_their_sandbox()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "<script>alert(1)</script>");

        using var answer = await server.Http.GetAsync(
            new Uri("/api/v1/models/m/versions/1/files/model.bin", UriKind.Relative)
        );

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        answer.Headers.GetValues("Content-Security-Policy").ShouldBe(["sandbox; default-src 'none'"]);
    }
}
