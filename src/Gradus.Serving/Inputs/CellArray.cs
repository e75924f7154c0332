using System.Text.Json;
using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Inputs;

/// <summary>Values in row-major order with their shape, as they came in nested lists.</summary>
internal sealed record CellArray(long[] Shape, Cell[] Cells)
{
    private const int MaxRank = 8;

    /// <summary>Reads nested lists, all of the same lengths.</summary>
    /// <param name="value">The outermost list.</param>
    /// <param name="what">What it is, for the refusal, e.g. "input 'x'".</param>
    public static CellArray Read(JsonElement value, string what)
    {
        var shape = ShapeOf(value, what);
        var cells = new List<Cell>();
        Read(value, what, shape, 0, [], cells);
        return new CellArray(shape, [.. cells]);
    }

    /// <summary>The same values in another shape of as many elements.</summary>
    public CellArray As(long[] shape) => this with { Shape = shape };

    // The first of each list tells how long the others have to be.
    private static long[] ShapeOf(JsonElement value, string what)
    {
        var shape = new List<long>();
        while (value.ValueKind == JsonValueKind.Array)
        {
            shape.Add(value.GetArrayLength());
            if (shape.Count > MaxRank)
            {
                throw RefusedException.BadInput($"{Sentence(what)} is nested more than {MaxRank} deep.");
            }

            if (shape[^1] == 0)
            {
                break;
            }

            value = value[0];
        }

        return [.. shape];
    }

    private static void Read(JsonElement value, string what, long[] shape, int depth, int[] place, List<Cell> cells)
    {
        if (depth == shape.Length)
        {
            cells.Add(
                Cell.Read(value)
                    ?? throw RefusedException.BadInput($"{Sentence(what)}, {Place.Of(place)}: not a single value.")
            );
            return;
        }

        var length = value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : -1;
        if (length != shape[depth])
        {
            var found = length < 0 ? "is a single value" : $"has {length} values";
            throw RefusedException.BadInput(
                $"{Sentence(what)}, {Place.Of(place)} {found}; the ones before have {shape[depth]}."
            );
        }

        var i = 0;
        foreach (var element in value.EnumerateArray())
        {
            Read(element, what, shape, depth + 1, [.. place, i++], cells);
        }
    }

    private static string Sentence(string what) => char.ToUpperInvariant(what[0]) + what[1..];

    /// <summary>How many values a shape has.</summary>
    public long Count => Tensor.Count(Shape);
}
