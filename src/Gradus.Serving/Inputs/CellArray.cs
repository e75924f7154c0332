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
        var reading = new Reading(what, shape);
        reading.Read(value, 0);
        return new CellArray(shape, reading.Cells);
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

    private static string Sentence(string what) => char.ToUpperInvariant(what[0]) + what[1..];

    /// <summary>How many values a shape has.</summary>
    public long Count => Tensor.Count(Shape);

    private sealed class Reading(string what, long[] shape)
    {
        // The first list of each depth says how many there are. More than this is not believed before it is read.
        private const int Believed = 1 << 20;

        private readonly int[] _place = new int[shape.Length];
        private Cell[] _cells = new Cell[(int)Math.Min(shape.Aggregate(1.0, (count, size) => count * size), Believed)];
        private int _count;

        /// <summary>All that was read.</summary>
        public Cell[] Cells
        {
            get
            {
                Array.Resize(ref _cells, _count);
                return _cells;
            }
        }

        public void Read(JsonElement value, int depth)
        {
            if (depth == shape.Length)
            {
                Add(
                    Cell.Read(value)
                        ?? throw RefusedException.BadInput($"{Sentence(what)}, {Place.Of(_place)}: not a single value.")
                );
                return;
            }

            var length = value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : -1;
            if (length != shape[depth])
            {
                var found = length < 0 ? "is a single value" : $"has {length} values";
                throw RefusedException.BadInput(
                    $"{Sentence(what)}, {Place.Of(_place[..depth])} {found}; the ones before have {shape[depth]}."
                );
            }

            _place[depth] = 0;
            foreach (var element in value.EnumerateArray())
            {
                Read(element, depth + 1);
                _place[depth]++;
            }
        }

        private void Add(Cell cell)
        {
            if (_count == _cells.Length)
            {
                Array.Resize(ref _cells, Math.Max(_count * 2, 1));
            }

            _cells[_count++] = cell;
        }
    }
}
