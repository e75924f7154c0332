using System.Runtime.InteropServices;
using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Inputs;

/// <summary>Values of a request become a tensor's elements, or the first that does not fit is named.</summary>
internal static class TensorFill
{
    /// <summary>The tensor for an input.</summary>
    /// <param name="spec">The input.</param>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="cells">Its elements.</param>
    /// <param name="allowsMissing">Whether a missing value at an index becomes NaN.</param>
    /// <param name="where">Where in the request the element at an index stands, e.g. "column 'age', row 3".</param>
    public static Tensor Fill(
        TensorSpec spec,
        long[] shape,
        Cell[] cells,
        Func<int, bool> allowsMissing,
        Func<int, string> where
    )
    {
        if (spec.Type is ElementType.Text)
        {
            return new Tensor(spec.Name, spec.Type, shape, default, Texts(cells, where));
        }

        var data = new byte[cells.Length * spec.Type.Size()];
        for (var i = spec.Type is ElementType.Float32 ? PutFloats(data, cells) : 0; i < cells.Length; i++)
        {
            var problem =
                cells[i].Kind is not CellKind.Missing ? Put(data, i, spec.Type, cells[i])
                : spec.Type.HasNaN() && allowsMissing(i) ? Put(data, i, spec.Type, cells[i])
                : "is missing (null or NaN), and the model does not say that it may be";
            if (problem is not null)
            {
                throw RefusedException.BadInput($"{Capital(where(i))}: {problem}.");
            }
        }

        return new Tensor(spec.Name, spec.Type, shape, data, default);
    }

    // As most models have it: all of them, or up to the first that is to be looked at.
    private static int PutFloats(byte[] data, Cell[] cells)
    {
        var floats = MemoryMarshal.Cast<byte, float>(data.AsSpan());
        for (var i = 0; i < cells.Length; i++)
        {
            var value = (float)cells[i].Number;
            if (cells[i].Kind is not CellKind.Number || !float.IsFinite(value))
            {
                return i;
            }

            floats[i] = value;
        }

        return cells.Length;
    }

    private static string[] Texts(Cell[] cells, Func<int, string> where)
    {
        var texts = new string[cells.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] =
                cells[i].Text
                ?? throw RefusedException.BadInput(
                    $"{Capital(where(i))}: {cells[i]} is not text, which the model takes."
                );
        }

        return texts;
    }

    // What is wrong with it; null if it was put.
    private static string? Put(byte[] data, int index, ElementType type, Cell cell) =>
        type switch
        {
            ElementType.Bool => PutBool(data, index, cell),
            ElementType.Int8 => PutWhole<sbyte>(data, index, cell, type, sbyte.MinValue, sbyte.MaxValue, v => (sbyte)v),
            ElementType.Int16 => PutWhole<short>(
                data,
                index,
                cell,
                type,
                short.MinValue,
                short.MaxValue,
                v => (short)v
            ),
            ElementType.Int32 => PutWhole<int>(data, index, cell, type, int.MinValue, int.MaxValue, v => (int)v),
            ElementType.Int64 => PutWhole<long>(data, index, cell, type, long.MinValue, long.MaxValue, v => (long)v),
            ElementType.UInt8 => PutWhole<byte>(data, index, cell, type, 0, byte.MaxValue, v => (byte)v),
            ElementType.UInt16 => PutWhole<ushort>(data, index, cell, type, 0, ushort.MaxValue, v => (ushort)v),
            ElementType.UInt32 => PutWhole<uint>(data, index, cell, type, 0, uint.MaxValue, v => (uint)v),
            ElementType.UInt64 => PutWhole<ulong>(data, index, cell, type, 0, ulong.MaxValue, v => (ulong)v),
            ElementType.Float16 => PutReal(data, index, cell, type, v => (Half)v, Half.IsFinite),
            ElementType.Float32 => PutReal(data, index, cell, type, v => (float)v, float.IsFinite),
            _ => PutReal(data, index, cell, type, v => v, double.IsFinite),
        };

    private static string? PutBool(byte[] data, int index, Cell cell)
    {
        if (cell.Kind is not CellKind.Bool)
        {
            return $"{cell} is not true or false, which the model takes (bool)";
        }

        data[index] = cell.IsTrue ? (byte)1 : (byte)0;
        return null;
    }

    private static string? PutWhole<T>(
        byte[] data,
        int index,
        Cell cell,
        ElementType type,
        Int128 least,
        Int128 most,
        Func<Int128, T> cast
    )
        where T : unmanaged
    {
        if (cell.Kind is not CellKind.Number || cell.Whole is not { } whole)
        {
            return $"{cell} is not a whole number, which the model takes ({type.Name()})";
        }

        if (whole < least || whole > most)
        {
            return $"{cell} does not fit {type.Name()}";
        }

        MemoryMarshal.Cast<byte, T>(data.AsSpan())[index] = cast(whole);
        return null;
    }

    private static string? PutReal<T>(
        byte[] data,
        int index,
        Cell cell,
        ElementType type,
        Func<double, T> cast,
        Func<T, bool> isFinite
    )
        where T : unmanaged
    {
        if (cell.Kind is CellKind.Text or CellKind.Bool)
        {
            return $"{cell} is not a number, which the model takes ({type.Name()})";
        }

        var value = cast(cell.Number);
        if (cell.Kind is CellKind.Number && !isFinite(value))
        {
            return $"{cell} does not fit {type.Name()}";
        }

        MemoryMarshal.Cast<byte, T>(data.AsSpan())[index] = value;
        return null;
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
