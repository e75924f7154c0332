using System.Runtime.InteropServices;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Traffic;

/// <summary>
/// Whether two versions gave the same answer. Outputs must have the same names and shapes. Where a model gives integers, text or
/// truth values, a classifier's labels, these must be equal, and its numbers may differ as two versions' probabilities do; where
/// it gives real numbers only, these must be close.
/// </summary>
internal static class Agreement
{
    private const double Relative = 1e-3;
    private const double Absolute = 1e-6;

    /// <summary>Whether they are the same.</summary>
    public static bool Is(IReadOnlyList<Tensor> answer, IReadOnlyList<Tensor> other)
    {
        var pairs = answer.Join(other, a => a.Name, b => b.Name, (a, b) => (First: a, Second: b)).ToList();
        if (
            pairs.Count != answer.Count
            || pairs.Count != other.Count
            || !pairs.TrueForAll(p => AreAlike(p.First, p.Second))
        )
        {
            return false;
        }

        var exact = pairs.Where(pair => !pair.First.Type.HasNaN() || !pair.Second.Type.HasNaN()).ToList();
        return exact.Count > 0
            ? exact.TrueForAll(pair => AreEqual(pair.First, pair.Second))
            : pairs.TrueForAll(pair => AreClose(pair.First, pair.Second));
    }

    private static bool AreAlike(Tensor a, Tensor b) =>
        a.Shape.AsSpan().SequenceEqual(b.Shape) && (a.Keys ?? []).SequenceEqual(b.Keys ?? []);

    private static bool AreEqual(Tensor a, Tensor b) =>
        a.Type == b.Type && a.Data.Span.SequenceEqual(b.Data.Span) && a.Texts.Span.SequenceEqual(b.Texts.Span);

    private static bool AreClose(Tensor a, Tensor b)
    {
        var count = (int)Tensor.Count(a.Shape);
        for (var i = 0; i < count; i++)
        {
            if (!AreClose(RealAt(a, i), RealAt(b, i)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreClose(double a, double b) =>
        a.Equals(b)
        || (
            double.IsFinite(a)
            && double.IsFinite(b)
            && Math.Abs(a - b) <= Math.Max(Absolute, Relative * Math.Max(Math.Abs(a), Math.Abs(b)))
        );

    private static double RealAt(Tensor tensor, int index) =>
        tensor.Type switch
        {
            ElementType.Float16 => (double)At<Half>(tensor, index),
            ElementType.Float32 => At<float>(tensor, index),
            _ => At<double>(tensor, index),
        };

    private static T At<T>(Tensor tensor, int index)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.Data.Span)[index];
}
