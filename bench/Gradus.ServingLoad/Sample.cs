using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Gradus.Serving.Tensors;

namespace Gradus.ServingLoad;

/// <summary>The digits' test rows as a model takes them and as requests carry them.</summary>
internal sealed class Sample
{
    public const int Width = 64;

    private readonly float[] _values;

    private Sample(float[] values) => _values = values;

    /// <summary>Reads the sample; from the repository's root.</summary>
    public static Sample Read() =>
        new([
            .. File.ReadLines("samples/digits/test.csv")
                .Skip(1)
                .SelectMany(line => line.Split(',')[..Width])
                .Select(text => float.Parse(text, CultureInfo.InvariantCulture)),
        ]);

    /// <summary>As many rows as asked for, from the beginning on.</summary>
    public float[] Rows(int count) => [.. Enumerable.Range(0, count * Width).Select(i => _values[i % _values.Length])];

    /// <summary>The same as a tensor.</summary>
    public Tensor Tensor(int count) =>
        new(
            "features",
            ElementType.Float32,
            [count, Width],
            MemoryMarshal.AsBytes<float>(Rows(count)).ToArray(),
            default
        );

    /// <summary>The same as a request of the Open Inference Protocol.</summary>
    public byte[] Request(int count) =>
        Encoding.UTF8.GetBytes(
            $$"""{"inputs":[{"name":"features","shape":[{{count}},{{Width}}],"datatype":"FP32","data":[{{string.Join(',', Rows(count).Select(value => value.ToString(CultureInfo.InvariantCulture)))}}]}]}"""
        );
}
