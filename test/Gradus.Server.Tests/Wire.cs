using System.Net;
using System.Text;
using System.Text.Json;
using Gradus.Protocol;

namespace Gradus.Server.Tests;

/// <summary>What a server answered.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Text">The body.</param>
/// <param name="Problem">The body read as problem details; null if it is none.</param>
internal sealed record WireAnswer(HttpStatusCode Status, string Text, ProblemDto? Problem)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Reads it.</summary>
    public static async Task<WireAnswer> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        var isProblem = text.Length > 0 && answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        return new WireAnswer(
            answer.StatusCode,
            text,
            isProblem ? JsonSerializer.Deserialize(text, ProtocolJson.Default.ProblemDto) : null
        );
    }

    /// <summary>Asserts that the request was refused, with a sentence and all that problem details must have.</summary>
    public ProblemDto ShouldBeRefused(HttpStatusCode status, string code)
    {
        Status.ShouldBe(status, Text);
        var problem = Problem.ShouldNotBeNull(Text);
        problem.Code.ShouldBe(code);
        problem.Status.ShouldBe((int)status);
        problem.Detail.ShouldNotBeNullOrWhiteSpace();
        problem.RequestId.ShouldNotBeNullOrWhiteSpace();
        Text.ShouldNotContain("Exception");
        Text.ShouldNotContain("   at ");
        return problem;
    }
}

/// <summary>Requests as they would be typed: paths and bodies exactly as given.</summary>
internal static class Wire
{
    // Uri would decode some of a path and resolve its dots.
    private static readonly UriCreationOptions AsGiven = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static Task<WireAnswer> SendAsync(this TestServer server, string method, string path, string? json = null) =>
        server.SendAsync(
            method,
            path,
            json is null ? null : new StringContent(json, Encoding.UTF8, "application/json")
        );

    public static async Task<WireAnswer> SendAsync(
        this TestServer server,
        string method,
        string path,
        HttpContent? content,
        params (string Name, string Value)[] headers
    )
    {
        var address = new Uri(server.Address.GetLeftPart(UriPartial.Authority) + path, AsGiven);
        using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        using var answer = await server.Http.SendAsync(request);
        return await WireAnswer.ReadAsync(answer);
    }
}
