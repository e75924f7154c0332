using System.Buffers;
using System.Globalization;
using System.Numerics;
using Parquet;
using Parquet.Schema;

namespace Gradus.Evaluation.Datasets;

/// <summary>A column's values of one row group.</summary>
internal abstract class ParquetColumn
{
    private delegate ParquetColumn Reading(
        ParquetRowGroupReader rows,
        DataField field,
        bool asNumber,
        CancellationToken ct
    );

    private static readonly Dictionary<Type, Reading> Readings = new()
    {
        [typeof(string)] = ReadTexts,
        [typeof(ReadOnlyMemory<char>)] = ReadTexts,
        [typeof(bool)] = ReadTruths,
        [typeof(float)] = ReadNumbers<float>,
        [typeof(double)] = ReadNumbers<double>,
        [typeof(decimal)] = ReadNumbers<decimal>,
        [typeof(sbyte)] = ReadNumbers<sbyte>,
        [typeof(byte)] = ReadNumbers<byte>,
        [typeof(short)] = ReadNumbers<short>,
        [typeof(ushort)] = ReadNumbers<ushort>,
        [typeof(int)] = ReadNumbers<int>,
        [typeof(uint)] = ReadNumbers<uint>,
        [typeof(long)] = ReadNumbers<long>,
        [typeof(ulong)] = ReadNumbers<ulong>,
    };

    /// <summary>Whether a column is of a type that can be read.</summary>
    public static bool CanRead(DataField field) => Readings.ContainsKey(field.ClrType);

    /// <summary>Reads a column.</summary>
    /// <param name="rows">The row group.</param>
    /// <param name="field">The column.</param>
    /// <param name="asNumber">Whether it is asked for numbers only, which are kept as 32-bit floats.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="DatasetException">Its type is none that a data set could hold, or its bytes are broken.</exception>
    public static ParquetColumn Read(
        ParquetRowGroupReader rows,
        DataField field,
        bool asNumber,
        CancellationToken ct
    ) =>
        Readings.TryGetValue(field.ClrType, out var read)
            ? read(rows, field, asNumber, ct)
            : throw new DatasetException(
                $"column '{field.Name}' holds values of type {field.ClrType.Name}; numbers, text and truth values can be read"
            );

    /// <summary>A value as it would be written; empty where there is none.</summary>
    /// <param name="row">The row in the group.</param>
    /// <param name="buffer">Where it may be written.</param>
    public abstract ReadOnlySpan<char> Text(int row, Span<char> buffer);

    /// <summary>A value as a number; else what is wrong with it.</summary>
    public abstract string? TryNumber(int row, out float number);

    private static ParquetColumn ReadNumbers<T>(
        ParquetRowGroupReader rows,
        DataField field,
        bool asNumber,
        CancellationToken ct
    )
        where T : struct, INumberBase<T>
    {
        if (!asNumber)
        {
            var (values, lacking) = ReadValues<T>(rows, field, ct);
            return new Values<T>(values, lacking);
        }

        return field.IsNullable ? ReadNullableFloats<T>(rows, field, ct) : ReadFloats<T>(rows, field, ct);
    }

    // What is read is as large as the row group, and needed for a moment only: all columns share it.
    private static Floats ReadFloats<T>(ParquetRowGroupReader rows, DataField field, CancellationToken ct)
        where T : struct, INumberBase<T>
    {
        var count = (int)rows.RowCount;
        var rented = ArrayPool<T>.Shared.Rent(count);
        try
        {
            return ParquetTable.Now(async () =>
            {
                await rows.ReadAsync<T>(field, rented.AsMemory(0, count), null, ct).ConfigureAwait(false);
                return Floats.Of(count, i => (T?)rented[i]);
            });
        }
        finally
        {
            ArrayPool<T>.Shared.Return(rented);
        }
    }

    private static Floats ReadNullableFloats<T>(ParquetRowGroupReader rows, DataField field, CancellationToken ct)
        where T : struct, INumberBase<T>
    {
        var count = (int)rows.RowCount;
        var rented = ArrayPool<T?>.Shared.Rent(count);
        try
        {
            return ParquetTable.Now(async () =>
            {
                await rows.ReadAsync<T>(field, rented.AsMemory(0, count), null, ct).ConfigureAwait(false);
                return Floats.Of(count, i => rented[i]);
            });
        }
        finally
        {
            ArrayPool<T?>.Shared.Return(rented);
        }
    }

    private static Texts ReadTexts(ParquetRowGroupReader rows, DataField field, bool asNumber, CancellationToken ct)
    {
        var texts = new string?[rows.RowCount];
        return ParquetTable.Now(async () =>
        {
            await rows.ReadAsync(field, texts.AsMemory(), null, ct).ConfigureAwait(false);
            return new Texts(texts);
        });
    }

    // As data frames write them to CSV files.
    private static Texts ReadTruths(ParquetRowGroupReader rows, DataField field, bool asNumber, CancellationToken ct)
    {
        var (values, lacking) = ReadValues<bool>(rows, field, ct);
        return new Texts([
            .. values.Select(
                (value, i) =>
                    lacking?[i] == true ? null
                    : value ? "True"
                    : "False"
            ),
        ]);
    }

    // Data frames write every column as one that may lack values. Which do is null where none does.
    private static (T[] Values, bool[]? Lacking) ReadValues<T>(
        ParquetRowGroupReader rows,
        DataField field,
        CancellationToken ct
    )
        where T : struct
    {
        var values = new T[rows.RowCount];
        if (!field.IsNullable)
        {
            return ParquetTable.Now(async () =>
            {
                await rows.ReadAsync<T>(field, values.AsMemory(), null, ct).ConfigureAwait(false);
                return (values, (bool[]?)null);
            });
        }

        var read = ParquetTable.Now(async () =>
        {
            var read = new T?[values.Length];
            await rows.ReadAsync<T>(field, read.AsMemory(), null, ct).ConfigureAwait(false);
            return read;
        });
        bool[]? lacking = null;
        for (var i = 0; i < read.Length; i++)
        {
            values[i] = read[i].GetValueOrDefault();
            if (!read[i].HasValue)
            {
                (lacking ??= new bool[read.Length])[i] = true;
            }
        }

        return (values, lacking);
    }

    private sealed class Values<T>(T[] values, bool[]? lacking) : ParquetColumn
        where T : struct, INumberBase<T>
    {
        public override ReadOnlySpan<char> Text(int row, Span<char> buffer) =>
            lacking?[row] == true ? default
            : values[row].TryFormat(buffer, out var length, default, CultureInfo.InvariantCulture) ? buffer[..length]
            : values[row].ToString(null, CultureInfo.InvariantCulture);

        public override string? TryNumber(int row, out float number) =>
            TableRow.ReadNumber(Text(row, new char[64]), out number);
    }

    private sealed class Floats(float[] values, bool[]? lacking, Dictionary<int, string> tooLarge) : ParquetColumn
    {
        public static Floats Of<T>(int count, Func<int, T?> valueOf)
            where T : struct, INumberBase<T>
        {
            var floats = new float[count];
            var tooLarge = new Dictionary<int, string>();
            bool[]? lacking = null;
            for (var i = 0; i < floats.Length; i++)
            {
                if (valueOf(i) is not { } value)
                {
                    (lacking ??= new bool[count])[i] = true;
                    continue;
                }

                floats[i] = float.CreateSaturating(value);
                if (float.IsInfinity(floats[i]))
                {
                    tooLarge.Add(i, value.ToString(null, CultureInfo.InvariantCulture));
                }
            }

            return new Floats(floats, lacking, tooLarge);
        }

        public override ReadOnlySpan<char> Text(int row, Span<char> buffer) =>
            throw new InvalidOperationException("The column was asked for as numbers.");

        public override string? TryNumber(int row, out float number)
        {
            number = values[row];
            return lacking?[row] == true ? "there is no value"
                : tooLarge.TryGetValue(row, out var written) ? $"'{written}' is outside the range of a 32-bit float"
                : null;
        }
    }

    private sealed class Texts(string?[] values) : ParquetColumn
    {
        public override ReadOnlySpan<char> Text(int row, Span<char> buffer) => values[row];

        public override string? TryNumber(int row, out float number) => TableRow.ReadNumber(values[row], out number);
    }
}
