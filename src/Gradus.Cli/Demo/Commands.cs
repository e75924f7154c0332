using Gradus.Cli.CommandLine;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Demo;

/// <summary>Types commands as the reader would, and waits for what comes of them.</summary>
internal sealed class Commands(Scene scene, Session session)
{
    // Far more than it takes: only a broken demo waits so long.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs a command.</summary>
    /// <exception cref="DemoException">It ended otherwise than expected.</exception>
    public Task RunAsync(int expected, params string[] line) => RunAsync(expected, session, "", line);

    /// <summary>Runs a command as somebody else, with what stands before it.</summary>
    /// <exception cref="DemoException">It ended otherwise than expected.</exception>
    public async Task RunAsync(int expected, Session by, string prefix, params string[] line)
    {
        scene.Narrator.Command(string.Join(' ', line.Select(Quote)), prefix);
        var shown = by with { Terminal = scene.Terminal };
        var exitCode = await shown.RunAsync([.. line, "--server", scene.Server.Address.OriginalString]);
        DemoException.Unless(exitCode == expected, $"'{line[0]}' ends with {expected}, not {exitCode}");
    }

    /// <summary>The promotion once it is in a phase.</summary>
    /// <exception cref="DemoException">It does not come to it.</exception>
    public async Task<PromotionDto> UntilAsync(PromotionDto promotion, string phase, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        var latest = promotion;
        await foreach (var next in scene.Server.Promotions.WatchAsync(promotion, limit.Token))
        {
            latest = next;
            if (next.Phase == phase)
            {
                return next;
            }
        }

        throw new DemoException($"a promotion that comes to {phase}; it is {latest.Phase}: {latest.Outcome}");
    }

    private static string Quote(string word) => word.Contains(' ') ? $"\"{word}\"" : word;
}
