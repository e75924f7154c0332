using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Capture;

/// <summary>
/// Requests as the rows of a data set in CSV: a column for each element of the inputs, then what the model predicted, then who
/// was asked, when, and by which request.
/// </summary>
internal static class CapturedTable
{
    /// <summary>The column with what the model predicted, which takes the place of a label.</summary>
    public const string Prediction = "prediction";

    /// <summary>The columns besides, which are no features.</summary>
    public static IReadOnlyList<string> Ignored { get; } = ["gradus_version", "gradus_time", "gradus_request"];

    // An image is no row of a table.
    private const int MostColumns = 2_000;

    /// <summary>A request as a heading line and its rows, without and with line ends.</summary>
    /// <param name="Heading">The heading line.</param>
    /// <param name="Rows">A line for each example.</param>
    /// <param name="Layout">
    /// Rows of one layout can stand under one heading: its own, or of a model that goes by position any of as many columns.
    /// </param>
    public sealed record Lines(string Heading, string Rows, string Layout);

    /// <summary>Writes a request down; the refusal says why it is no table.</summary>
    public static Result<Lines> Write(CapturedRequest request)
    {
        var inputs = request.Inputs.Tensors;
        var rows = request.Inputs.Rows;
        if (
            inputs
                .Concat(request.Prediction.Outputs)
                .Any(tensor => tensor.Shape is not [var first, ..] || first != rows)
        )
        {
            return Error.Invalid("The model does not answer row by row.");
        }

        var names = Names(inputs, request.Columns);
        if (names.Count > MostColumns)
        {
            return Error.Invalid($"A row has {names.Count} inputs; at most {MostColumns} are captured.");
        }

        string[] heading = [.. names, Prediction, .. Ignored];
        if (heading.FirstOrDefault(name => !Text.IsPrintable(name)) is { } unreadable)
        {
            return Error.Invalid($"A column's name of {unreadable.Length} characters is not printable.");
        }

        if (heading.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
        {
            return Error.Invalid($"Two columns would be called '{twice}'.");
        }

        if (PredictedColumn.Find(request.Prediction.Outputs) is not { } predicted)
        {
            return Error.Invalid("No output of the model is a prediction of one value a row.");
        }

        var version = request.Prediction.Version.Number.ToString(CultureInfo.InvariantCulture);
        var time = request.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        for (var row = 0; row < rows; row++)
        {
            foreach (var input in inputs)
            {
                var width = input.Width;
                for (var i = 0; i < width; i++)
                {
                    text.Append(Field(Element(input, (row * width) + i))).Append(',');
                }
            }

            text.Append(Field(predicted.Of(row))).Append(',').Append(version).Append(',').Append(time).Append(',');
            text.Append(Field(request.Request)).Append('\n');
        }

        var line = string.Join(',', heading.Select(Field));
        var layout = request.IsByPosition
            ? $"p{heading.Length}"
            : $"n{Digest.Of(Encoding.UTF8.GetBytes(line)).Hex[..8]}";
        return new Lines(line, text.ToString(), layout);
    }

    /// <summary>One element, as a data set has it.</summary>
    public static string Element(Tensor tensor, int index)
    {
        var data = tensor.Data.Span;
        return tensor.Type switch
        {
            ElementType.Text => tensor.Texts.Span[index],
            ElementType.Bool => data[index] != 0 ? "1" : "0",
            ElementType.Float16 => Say(At<Half>(data, index)),
            ElementType.Float32 => Say(At<float>(data, index)),
            ElementType.Float64 => Say(At<double>(data, index)),
            ElementType.Int8 => Say(At<sbyte>(data, index)),
            ElementType.Int16 => Say(At<short>(data, index)),
            ElementType.Int32 => Say(At<int>(data, index)),
            ElementType.UInt8 => Say(At<byte>(data, index)),
            ElementType.UInt16 => Say(At<ushort>(data, index)),
            ElementType.UInt32 => Say(At<uint>(data, index)),
            ElementType.UInt64 => Say(At<ulong>(data, index)),
            _ => Say(At<long>(data, index)),
        };
    }

    // One input of many columns is called by these; other inputs by their own names, with a number where one is not one column.
    private static List<string> Names(IReadOnlyList<Tensor> inputs, IReadOnlyList<string>? columns) =>
        inputs is [var only] && columns is not null && columns.Count == only.Width
            ? [.. columns]
            :
            [
                .. inputs.SelectMany(input =>
                    input.Width == 1
                        ? [input.Name]
                        : Enumerable
                            .Range(0, input.Width)
                            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{input.Name}_{i}"))
                ),
            ];

    // As RFC 4180 has it.
    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Say<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    private static T At<T>(ReadOnlySpan<byte> data, int index)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(data)[index];
}
