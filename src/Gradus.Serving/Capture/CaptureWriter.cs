using Gradus.Serving.Hosting;
using Gradus.Serving.Models;

namespace Gradus.Serving.Capture;

/// <summary>Writes captured requests down. What it cannot write is lost, and said in /status; requests are answered all the same.</summary>
internal sealed class CaptureWriter(
    Captures captures,
    IReadOnlyDictionary<ServedModel, CaptureFolder> folders,
    ILogger<CaptureWriter> logger
) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var captured in captures.ReadAsync(stoppingToken))
            {
                Write(captured);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            while (captures.TryRead(out var last))
            {
                Write(last!);
            }
        }
    }

    private void Write(CapturedRequest captured)
    {
        var count = captures.CountOf(captured.Served);
        try
        {
            if (CapturedTable.Write(captured).Try(out var lines, out var error))
            {
                folders[captured.Served].Append(lines);
                count.NoteKept();
                Note(captured.Served, count, null);
            }
            else
            {
                count.NoteDropped();
                Note(captured.Served, count, error.Message);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            count.NoteDropped();
            Note(captured.Served, count, e.Message);
        }
    }

    private void Note(ServedModel served, CaptureCount count, string? problem)
    {
        if (problem is not null && problem != count.Problem)
        {
            logger.NotCaptured(served.Uri, problem);
        }

        count.Problem = problem;
    }
}
