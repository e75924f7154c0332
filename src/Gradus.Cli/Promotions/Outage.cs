using Gradus.Cli.Screen;
using Gradus.Protocol.Client;

namespace Gradus.Cli.Promotions;

/// <summary>Outlasts a server that has gone away, and says so: once when it is gone and once when it is back.</summary>
/// <param name="say">Says a sentence.</param>
/// <param name="patience">How long the server may be away.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class Outage(Action<string> say, TimeSpan patience, TimeProvider clock)
{
    /// <summary>More than an upgrade of the server takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>What the server answers as soon as it answers again. One that is back within a second is not spoken of.</summary>
    /// <exception cref="GradusUnreachableException">It was away for too long.</exception>
    public async Task<T> OutlastAsync<T>(Func<Task<T>> ask, CancellationToken cancel)
    {
        DateTimeOffset? until = null;
        while (true)
        {
            await Task.Delay(RetryDelay, clock, cancel);
            try
            {
                var answer = await ask();
                if (until is not null)
                {
                    say("The server is back.");
                }

                return answer;
            }
            catch (GradusUnreachableException e) when (until is null || clock.GetUtcNow() < until)
            {
                if (until is null)
                {
                    until = clock.GetUtcNow() + patience;
                    var time = Shown.Time(until.Value.ToUnixTimeMilliseconds());
                    say($"The server cannot be reached; trying again until {time}: {e.Message}.");
                }
            }
        }
    }
}
