using System.Diagnostics;
using System.Diagnostics.Metrics;
using Gradus.Core.Models;
using Gradus.Serving.Models;
using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Traffic;

/// <summary>What the meter "Gradus.Serving" tells whoever listens: /metrics, a collector, dotnet-counters.</summary>
internal static class ServingMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Gradus.Serving";

    /// <summary>Answers everything.</summary>
    public const string Only = "only";

    /// <summary>Answers beside a candidate.</summary>
    public const string Incumbent = "incumbent";

    /// <summary>Takes over step by step.</summary>
    public const string Candidate = "candidate";

    // In seconds.
    private static readonly double[] Bounds =
    [
        0.0005,
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
    ];

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "gradus.serving.requests",
        "{request}",
        "Requests that a version was asked, mirrored ones too."
    );

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "gradus.serving.duration",
        "s",
        "From a request's arrival at a version to its answer.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = Bounds }
    );

    private static readonly Counter<long> Comparisons = Meter.CreateCounter<long>(
        "gradus.serving.comparisons",
        "{request}",
        "Mirrored requests whose two answers were compared."
    );

    /// <summary>Measures how a version answers a request that it was just asked.</summary>
    public static async Task<IReadOnlyList<Tensor>?> MeasureAsync(
        ModelUri uri,
        ServedVersion version,
        string role,
        Task<IReadOnlyList<Tensor>?> asked
    )
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            var outputs = await asked;
            if (outputs is not null)
            {
                Note("answered");
            }

            return outputs;
        }
        catch (RefusedException e)
        {
            Note(
                e.Refusal.IsModelsFault ? "failed"
                : e.Refusal.Status == StatusCodes.Status429TooManyRequests ? "busy"
                : "refused"
            );
            throw;
        }

        void Note(string outcome)
        {
            var tags = TagsOf(uri, version);
            tags.Add("role", role);
            tags.Add("outcome", outcome);
            Requests.Add(1, tags);
            Duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, tags);
        }
    }

    /// <summary>A candidate's answer was compared.</summary>
    public static void NoteComparison(ModelUri uri, ServedVersion candidate, bool isSame)
    {
        var tags = TagsOf(uri, candidate);
        tags.Add("agreed", isSame);
        Comparisons.Add(1, tags);
    }

    private static TagList TagsOf(ModelUri uri, ServedVersion version) =>
        new()
        {
            { "model", uri.Model },
            { "address", uri.Segment },
            { "version", version.Number },
        };
}
