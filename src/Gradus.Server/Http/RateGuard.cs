using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Gradus.Core.Errors;
using Gradus.Server.Auth;
using Gradus.Server.Hosting;

namespace Gradus.Server.Http;

/// <summary>
/// Keeps one caller from taking the server away from the others: so many requests a second for each, and twice as many at once.
/// Callers on this machine are limited only where the server was started with a limit of its own.
/// </summary>
internal sealed class RateGuard(ServerOptions options) : IDisposable
{
    /// <summary>How many requests a second a caller from elsewhere may send if nothing else was said.</summary>
    public const int Usual = 1_000;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(caller =>
        RateLimitPartition.GetTokenBucketLimiter(
            caller,
            _ => new TokenBucketRateLimiterOptions
            {
                TokensPerPeriod = PerSecond(options),
                TokenLimit = 2 * PerSecond(options),
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }
        )
    );

    /// <summary>Lets the request on, or answers that there were too many.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsLimited(context))
        {
            await next(context);
            return;
        }

        using var lease = _limiter.AttemptAcquire(CallerOf(context));
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        var pause = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
        context.Response.Headers.RetryAfter = Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await ErrorAnswers.WriteAsync(
            context,
            StatusCodes.Status429TooManyRequests,
            new Error(
                ErrorCode.TooBusy,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Too many requests: {PerSecond(options)} a second are served to each caller. Come back in a moment."
                )
            )
        );
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private static int PerSecond(ServerOptions options) => options.RequestsPerSecond ?? Usual;

    private bool IsLimited(HttpContext context) =>
        options.RequestsPerSecond is { } own ? own > 0 : !Authentication.IsFromHere(context);

    // Who is known by name has their own share, wherever they come from; the others share that of their address.
    private static string CallerOf(HttpContext context) =>
        context.FindAccess()?.Caller is { Identity: not null } known
            ? $"user {known.Actor}"
            : $"address {FailedGuesses.Network(context.Connection.RemoteIpAddress ?? IPAddress.Loopback)}";
}
