using System.Collections.Concurrent;
using System.Net;
using Gradus.Server.Http;
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
        var lines = new Lines();
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
        string[] denied = [.. lines.Written.Where(line => line.StartsWith("Denied", StringComparison.Ordinal))];
        if (!isLogged)
        {
            denied.ShouldBeEmpty();
            return;
        }

        denied
            .Single()
            .ShouldStartWith($"Denied ({status}): unknown at 127.0.0.1 sent {method} /api/v1/models/a%0Ab as request ");
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Written.Enqueue(formatter(state, exception));

        public void Dispose() { }
    }
}
