using System.Globalization;

namespace Gradus.Serving.Capture;

/// <summary>Which requests are kept, and for how long.</summary>
/// <param name="Share">The share of answered requests, 0 to 1, that is kept; each is drawn for itself.</param>
/// <param name="Days">How long they are kept.</param>
/// <param name="Bytes">How much of them is kept for each address; what is oldest goes first.</param>
internal sealed record CaptureOptions(double Share = 0, int Days = 30, long Bytes = 256L << 20)
{
    /// <summary>Whether anything is kept.</summary>
    public bool IsOn => Share > 0;

    /// <summary>Reads a share as it is typed: 5% or 0.05. Null if it is none, or a bare 1, which might mean either.</summary>
    public static double? ReadShare(string text)
    {
        var isPercent = text.EndsWith('%');
        return
            double.TryParse(
                isPercent ? text[..^1] : text,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
            && (isPercent ? number <= 100 : number < 1)
            && (isPercent ? number / 100 : number) is >= 0 and var share
            ? share
            : null;
    }

    /// <summary>Everything that is wrong with these options, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Share is not (>= 0 and <= 1))
        {
            yield return $"--capture {Share.ToString(CultureInfo.InvariantCulture)} is no share; use 0 to 1.";
        }

        if (Days is < 1 or > 3650)
        {
            yield return $"--capture-days {Days} is out of range; use 1 to 3650.";
        }

        if (Bytes is < 1L << 20 or > 1L << 40)
        {
            yield return $"--capture-mb {Bytes >> 20} is out of range; use 1 to 1048576.";
        }
    }
}
