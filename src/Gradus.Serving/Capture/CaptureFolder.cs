using System.Globalization;
using System.Text;
using Gradus.Core.Artifacts;
using Gradus.Core.Models;
using Gradus.Isolation;

namespace Gradus.Serving.Capture;

/// <summary>
/// The captured rows of one address, in CSV files of at most an hour each that are named by it. What is too old, or too much, goes
/// with its file. One thread writes.
/// </summary>
internal sealed class CaptureFolder
{
    private const string HourFormat = "yyyy-MM-dd'T'HH";

    private readonly string _folder;
    private readonly CaptureOptions _options;
    private readonly TimeProvider _clock;
    private volatile string? _current;
    private string? _heading;

    private CaptureFolder(string folder, CaptureOptions options, TimeProvider clock)
    {
        _folder = folder;
        _options = options;
        _clock = clock;
    }

    /// <summary>The folder of an address in a gateway's data folder; it need not be there.</summary>
    public static CaptureFolder Of(string data, ModelUri uri, CaptureOptions options, TimeProvider clock)
    {
        // For a person who looks, and still one for each address, whatever its names are.
        var name = string.Concat(
            $"{uri.Model}-{uri.Name}".Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(60)
        );
        var digest = Digest.Of(Encoding.UTF8.GetBytes(uri.ToString())).Hex[..8];
        return new CaptureFolder(Path.Join(data, "captures", $"{name}-{digest}"), options, clock);
    }

    /// <summary>All files, the oldest first.</summary>
    public IReadOnlyList<FileInfo> Files() =>
        Directory.Exists(_folder)
            ? [.. new DirectoryInfo(_folder).EnumerateFiles("*.csv").OrderBy(file => file.Name, StringComparer.Ordinal)]
            : [];

    /// <summary>The layout of a file's rows (<see cref="CapturedTable.Lines.Layout"/>).</summary>
    public static string LayoutOf(FileInfo file) => Path.GetFileNameWithoutExtension(file.Name).Split('-')[^1];

    /// <summary>Adds rows, under their heading.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Append(CapturedTable.Lines lines)
    {
        var hour = Hour();
        if (
            _current is null
            || _heading != lines.Heading
            || !Path.GetFileName(_current).StartsWith(hour, StringComparison.Ordinal)
            || new FileInfo(_current) is not { Exists: true } file
            || file.Length >= _options.Bytes / 16
        )
        {
            Begin(hour, lines);
        }

        File.AppendAllText(_current!, lines.Rows);
    }

    /// <summary>Removes what is too old or too much. The file that is written now stays.</summary>
    public void Sweep()
    {
        var oldest = (_clock.GetUtcNow() - TimeSpan.FromDays(_options.Days)).UtcDateTime.ToString(
            HourFormat,
            CultureInfo.InvariantCulture
        );
        var kept = 0L;
        foreach (var file in Files().Reverse())
        {
            kept += file.Length;
            var isOld = string.CompareOrdinal(file.Name[..Math.Min(oldest.Length, file.Name.Length)], oldest) < 0;
            if (file.FullName != _current && (isOld || kept > _options.Bytes))
            {
                file.Delete();
            }
        }
    }

    private void Begin(string hour, CapturedTable.Lines lines)
    {
        PrivateFolder.Create(Path.GetDirectoryName(_folder)!);
        PrivateFolder.Create(_folder);
        Sweep();
        var number = 1 + Files().Count(file => file.Name.StartsWith(hour, StringComparison.Ordinal));
        string path;
        do
        {
            path = Path.Join(
                _folder,
                string.Create(CultureInfo.InvariantCulture, $"{hour}-{number++:0000}-{lines.Layout}.csv")
            );
        } while (File.Exists(path));

        File.WriteAllText(path, $"{lines.Heading}\n");
        (_current, _heading) = (path, lines.Heading);
    }

    private string Hour() => _clock.GetUtcNow().UtcDateTime.ToString(HourFormat, CultureInfo.InvariantCulture);
}
