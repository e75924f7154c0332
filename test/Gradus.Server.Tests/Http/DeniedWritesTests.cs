using System.Net;
using Gradus.Server.Http;
using Gradus.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Gradus.Server.Tests.Http;

public sealed class DeniedWritesTests
{
    [Theory]
    [InlineData("POST", 403, true)]
    [InlineData("DELETE", 401, true)]
    [InlineData("PATCH", 403, true)]
    [InlineData("GET", 403, false)]
    [InlineData("HEAD", 401, false)]
    [InlineData("POST", 200, false)]
    [InlineData("POST", 409, false)]
    public async Task A_change_that_was_refused_to_somebody_is_in_the_log_in_one_line(
        string method,
        int status,
        bool isLogged
    )
    {
        using var lines = new LineLogger();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(lines);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UseDeniedWrites();
        app.Run(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/models/a%0Ab");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe((HttpStatusCode)status);
        string[] denied = [.. lines.Lines.Where(line => line.StartsWith("Warning: Denied", StringComparison.Ordinal))];
        if (!isLogged)
        {
            denied.ShouldBeEmpty();
            return;
        }

        denied
            .Single()
            .ShouldStartWith(
                $"Warning: Denied ({status}): unknown at 127.0.0.1 sent {method} /api/v1/models/a%0Ab as request "
            );
    }
}
