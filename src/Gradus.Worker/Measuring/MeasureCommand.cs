using System.Diagnostics;
using System.Text.Json;
using Gradus.Core.Evaluations;
using Gradus.Evaluation;
using Gradus.Protocol.Promotions;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Measuring;

/// <summary>
/// The measuring process: the only one that loads a model. It limits itself, measures, leaves its result in a file, and
/// says on its last line of standard error what went wrong.
/// </summary>
internal static class MeasureCommand
{
    /// <summary>The result is written.</summary>
    public const int Measured = 0;

    /// <summary>The model does not fit the data set; the result says why.</summary>
    public const int Incompatible = 3;

    /// <summary>Carries out the job in one file and leaves the result in another.</summary>
    public static int Run(string jobPath, string resultPath)
    {
        var job = JsonSerializer.Deserialize(File.ReadAllText(jobPath), JobJson.Default.Job)!;
        return OwnProcess.Run(
            job.Agent,
            job.MemoryBytes,
            () =>
            {
                var options = new EvaluationOptions(job.Dataset, job.Columns)
                {
                    Threads = job.Threads,
                    PredictionsPath = job.Output,
                };
                var (result, exitCode) = Describe(
                    Evaluator.Evaluate(job.Model, job.Data, options, CancellationToken.None)
                );
                File.WriteAllText(resultPath, JsonSerializer.Serialize(result, JobJson.Default.JobResult));
                return exitCode;
            }
        );
    }

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
