using System.Diagnostics;
using System.Diagnostics.Metrics;
using Gradus.Serving.Models;
using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Traffic;

/// <summary>What the meter "Gradus.Serving" tells whoever listens in this process, e.g. dotnet-counters.</summary>
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

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "gradus.serving.requests",
        "{request}",
        "Requests that a version was asked, mirrored ones too."
    );

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "gradus.serving.duration",
        "s",
        "From a request's arrival at a version to its answer."
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
