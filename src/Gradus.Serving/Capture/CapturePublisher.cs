using System.Text;
using Gradus.Core.Models;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Datasets;
using Gradus.Serving.Hosting;
using Gradus.Serving.Models;

namespace Gradus.Serving.Capture;

/// <summary>
/// Registers what is captured at an address as a data set of the control plane, anew at most once an hour, and removes what is
/// kept for too long.
/// </summary>
internal sealed class CapturePublisher(
    ServedModel served,
    CaptureFolder folder,
    CaptureOptions options,
    GradusClient client,
    TimeProvider clock,
    ILogger<CapturePublisher> logger
) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private string _published = "";
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private string? _outage;

    /// <summary>What the data set of an address is called.</summary>
    public static string DatasetOf(ModelUri uri) => $"{uri.Model}-{uri.Name}-captured";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Look, clock, stoppingToken);
                await TakeTurnAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    /// <summary>Removes what is kept for too long, and registers the rest if it has changed and the last time is an hour ago.</summary>
    internal async Task TakeTurnAsync(CancellationToken ct)
    {
        try
        {
            folder.Sweep();
            if (options.IsOn && clock.GetUtcNow() >= _next)
            {
                await PublishAsync(ct);
                _outage = null;
            }
        }
        catch (Exception e)
            when (e is GradusException or GradusUnreachableException or IOException or UnauthorizedAccessException)
        {
            if (_outage != e.Message)
            {
                _outage = e.Message;
                logger.NotPublished(served.Uri, DatasetOf(served.Uri), e.Message);
            }
        }
    }

    private async Task PublishAsync(CancellationToken ct)
    {
        var files = folder.Files();
        var state = string.Join('\n', files.Select(file => $"{file.Name} {file.Length}"));
        if (state == _published)
        {
            return;
        }

        var name = DatasetOf(served.Uri);
        if (files.Count == 0)
        {
            await ForgetAsync(name, ct);
        }
        else
        {
            var whole = Path.Join(files[0].DirectoryName, "whole.draft");
            try
            {
                await JoinAsync(files, whole, ct);
                await client.Datasets.UploadAsync(
                    name,
                    whole,
                    new PutDatasetDto("", CapturedTable.Prediction, CapturedTable.Ignored),
                    cancel: ct
                );
            }
            finally
            {
                File.Delete(whole);
            }
        }

        _published = state;
        _next = clock.GetUtcNow() + Pause;
    }

    private async Task ForgetAsync(string name, CancellationToken ct)
    {
        try
        {
            await client.Datasets.DeleteAsync(name, ct);
        }
        catch (GradusException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            // Somebody was quicker.
        }
    }

    // Those that have the layout of the newest one: a data set has one heading, the one that has most of the bytes.
    private static async Task JoinAsync(IReadOnlyList<FileInfo> files, string path, CancellationToken ct)
    {
        var layout = CaptureFolder.LayoutOf(files[^1]);
        var alike = files.Where(file => CaptureFolder.LayoutOf(file) == layout).ToList();
        var heading = alike
            .GroupBy(file => File.ReadLines(file.FullName).First(), file => file.Length)
            .OrderByDescending(same => same.Sum())
            .ThenBy(same => same.Key, StringComparer.Ordinal)
            .First()
            .Key;
        await using var whole = new FileStream(path, FileMode.Create, FileAccess.Write);
        await whole.WriteAsync(Encoding.UTF8.GetBytes($"{heading}\n"), ct);
        foreach (var file in alike)
        {
            var bytes = await File.ReadAllBytesAsync(file.FullName, ct);
            // Between its heading and its last whole row: a power cut may have left half a one.
            var (start, end) = (bytes.AsSpan().IndexOf((byte)'\n') + 1, bytes.AsSpan().LastIndexOf((byte)'\n') + 1);
            await whole.WriteAsync(bytes.AsMemory(start..end), ct);
        }
    }
}
