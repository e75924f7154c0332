using System.Globalization;

namespace Gradus.Worker.Limits;

/// <summary>Amounts of memory as people write them.</summary>
internal static class ByteSize
{
    /// <summary>E.g. "2.1 GB" or "300 MB"; a GB is 10⁹ bytes.</summary>
    public static string Format(long bytes) =>
        bytes >= 1_000_000_000
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB");
}
