using System.Globalization;

namespace Gradus.Serving.Inputs;

/// <summary>Where in a request something is, in words. Rows and columns are counted from 0, as pandas and JSON do.</summary>
internal static class Place
{
    /// <summary>E.g. "row 3, column 5".</summary>
    public static string Of(int[] place) =>
        place switch
        {
            [] => "the whole",
            [var row] => Row(row),
            [var row, .. var rest] =>
                $"{Row(row)}, column {string.Join(", ", rest.Select(i => i.ToString(CultureInfo.InvariantCulture)))}",
        };

    /// <summary>The place of an element in a shape.</summary>
    public static string Of(long[] shape, int index)
    {
        var place = new int[shape.Length];
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            place[i] = (int)(index % shape[i]);
            index = (int)(index / shape[i]);
        }

        return Of(place);
    }

    /// <summary>E.g. "row 3".</summary>
    public static string Row(int row) => $"row {row.ToString(CultureInfo.InvariantCulture)}";
}
