using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Work;
using Gradus.Policies.Shapes;

namespace Gradus.Policies.Reading;

/// <summary>Reads a latency gate: of single examples, under load, or under load beside the present holder.</summary>
internal sealed class LatencyReading(Fields gate, ProblemList problems)
{
    private const int UsualRequests = 1_000;
    private const double UsualConfidence = 0.95;
    private const double MostSeconds = 3_600;

    private static readonly string[] OfLoad = ["requests", "confidence"];

    /// <summary>The gate; null where what is written is none, which was told.</summary>
    public IGate? Read(string data)
    {
        var load = ReadLoad();
        if (gate.Text("slower") is { } written)
        {
            return load is not null && Measures.Percent(written) is { } slower
                ? new RivalLatencyGate(data, slower, load)
                : null;
        }

        var percentile = LatencyNames.Percentiles.FirstOrDefault(p => gate.Number(LatencyNames.Of(p)) is not null);
        return percentile == 0 ? null
            : gate.Number(LatencyNames.Of(percentile))!.Value is var most && load is null
                ? new LatencyGate(data, percentile, most)
            : new LoadLatencyGate(data, percentile, most, load!);
    }

    private RequestLoad? ReadLoad()
    {
        if (gate.Number("rate") is not { } rate)
        {
            if (gate.Has("slower") && !gate.Has("rate"))
            {
                problems.Add(
                    gate.Node,
                    gate.Path,
                    "'slower' compares under load: say with 'rate' how many requests arrive in a second."
                );
            }

            foreach (var key in OfLoad.Where(key => gate.Has(key) && !gate.Has("rate")))
            {
                problems.Add(
                    gate.At(key),
                    gate.Below(key),
                    $"'{key}' belongs to 'rate', which says how many requests arrive in a second."
                );
            }

            return null;
        }

        var requests = gate.Whole("requests") ?? UsualRequests;
        if (rate > 0 && requests / rate > MostSeconds)
        {
            problems.Add(
                gate.Node,
                gate.Path,
                FormattableString.Invariant(
                    $"{requests} requests at {rate} a second take longer than an hour; ask for fewer, or for more a second."
                )
            );
            return null;
        }

        var confidence = gate.Text("confidence") is { } sure ? Measures.Percent(sure) : null;
        return new RequestLoad(rate, requests, confidence ?? UsualConfidence);
    }
}
