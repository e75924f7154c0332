using System.Diagnostics;
using System.Text.Json;
using Gradus.Core.Evaluations;
using Gradus.Evaluation;
using Gradus.Protocol.Promotions;
using Gradus.Worker.Limits;

namespace Gradus.Worker.Measuring;

/// <summary>
/// The measuring process: the only one that loads a model. It limits itself, measures, leaves its result in a file, and
/// says on its last line of standard error what went wrong.
/// </summary>
internal static class MeasureCommand
{
    /// <summary>The result is written.</summary>
    public const int Measured = 0;

    /// <summary>It failed; the reason is the last line of standard error.</summary>
    public const int Failed = 1;

    /// <summary>The model does not fit the data set; the result says why.</summary>
    public const int Incompatible = 3;

    // What C++ and ONNX Runtime say when an allocation is refused.
    private static readonly string[] OutOfMemory =
    [
        "bad_alloc",
        "bad allocation",
        "Failed to allocate memory",
        "out of memory",
    ];

    /// <summary>Carries out the job in one file and leaves the result in another.</summary>
    public static int Run(string jobPath, string resultPath)
    {
        var job = JsonSerializer.Deserialize(File.ReadAllText(jobPath), JobJson.Default.Job)!;
        using var watch = new ParentWatch(job.Agent, () => Process.GetCurrentProcess().Kill());
        OwnLimits.Apply(job.MemoryBytes);
        try
        {
            var options = new EvaluationOptions(job.Dataset, job.Label, job.Ignore) { Threads = job.Threads };
            var (result, exitCode) = Describe(Evaluator.Evaluate(job.Model, job.Csv, options, CancellationToken.None));
            File.WriteAllText(resultPath, JsonSerializer.Serialize(result, JobJson.Default.JobResult));
            return exitCode;
        }
#pragma warning disable CA1031 // Whatever it was, the agent is told in one line.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine(Explain(e, job));
            return Failed;
        }
    }

    private static string Explain(Exception exception, Job job)
    {
        var message = exception.Message.ReplaceLineEndings(" ");
        return exception switch
        {
            _ when exception is OutOfMemoryException || SaysOutOfMemory(message) =>
                $"Evaluation needs more memory than the limit of {ByteSize.Format(job.MemoryBytes)}: {message}",
            _ => message,
        };
    }

    /// <summary>Whether a message of the runtime's means that memory was refused.</summary>
    public static bool SaysOutOfMemory(string message) =>
        OutOfMemory.Any(words => message.Contains(words, StringComparison.OrdinalIgnoreCase));

    private static (JobResult Result, int ExitCode) Describe(EvaluationResult result) =>
        result switch
        {
            EvaluationResult.Measured { Measurement: var m } => (
                new JobResult(m.Metrics, [.. m.Slices.Select(ToDto)], m.Examples, m.Code, m.Runtime, null),
                Measured
            ),
            EvaluationResult.Incompatible { Reason: var reason } => (
                new JobResult(null, null, 0, null, null, reason),
                Incompatible
            ),
            _ => throw new UnreachableException(),
        };

    private static SliceDto ToDto(Slice slice) => new(slice.Column, slice.Value, slice.Examples, slice.Metrics);
}
