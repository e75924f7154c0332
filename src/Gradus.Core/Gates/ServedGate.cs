using System.Globalization;
using Gradus.Core.Serving;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when gateways say that they serve the candidate's very bytes: those that are named, or else all that are there. It stands
/// after the move; a gateway that has not come to it in time fails it.
/// </summary>
/// <param name="Gateways">The names of the gateways that must; empty for all that were heard lately.</param>
/// <param name="AtLeast">How many must, where none is named.</param>
/// <param name="Wait">How long they may take.</param>
public sealed record ServedGate(IReadOnlyList<string> Gateways, int AtLeast, TimeSpan Wait) : ITrafficGate
{
    /// <summary>Its kind, and what it is called: a stage has one.</summary>
    public const string Word = "served";

    /// <inheritdoc/>
    public string Kind => Word;

    /// <inheritdoc/>
    public string Name => Word;

    /// <inheritdoc/>
    public GateResult? Judge(GateInput input, StageTraffic traffic, string digest)
    {
        if (traffic.Converged is { } converged)
        {
            return converged;
        }

        var heard = traffic.Reports.Where(report => report.IsFresh(input.Now) && Concerns(report.Gateway)).ToList();
        var behind = Behind(traffic, heard, digest).ToList();
        return behind.Count == 0
                ? new(Verdict.Passed, $"served by {string.Join(", ", heard.Select(report => report.Gateway))}")
            : input.Now < traffic.Since + Wait ? null
            : new(Verdict.Failed, $"not served by every gateway: {string.Join("; ", behind)}");
    }

    private bool Concerns(string gateway) => Gateways.Count == 0 || Gateways.Contains(gateway);

    private IEnumerable<string> Behind(StageTraffic traffic, List<GatewayReport> heard, string digest)
    {
        foreach (var name in Gateways.Except(heard.Select(report => report.Gateway)))
        {
            yield return $"{name} has not said anything";
        }

        if (Gateways.Count == 0 && heard.Count < AtLeast)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{heard.Count} of at least {AtLeast} gateways {(heard.Count == 1 ? "was" : "were")} heard"
            );
        }

        foreach (var report in heard)
        {
            if (traffic.PartOf(report, digest) is null)
            {
                yield return $"{report.Gateway} serves {Said(report.Answering)}"
                    + (report.Problem is { } problem ? $" ({problem})" : "");
            }
        }
    }

    private static string Said(ServedVersion? version) =>
        version is null
            ? "nothing"
            : string.Create(CultureInfo.InvariantCulture, $"version {version.Version}, {version.Digest[..19]}…");
}
