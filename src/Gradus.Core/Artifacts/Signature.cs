using System.Globalization;

namespace Gradus.Core.Artifacts;

/// <summary>One named tensor or column that a model takes or gives.</summary>
/// <param name="Name">The name callers use; may be empty for the single unnamed tensor of an MLflow model.</param>
/// <param name="Type">The element type, e.g. float32, int64, string.</param>
/// <param name="Shape">One entry a dimension; null where the size is free. Empty for a scalar or a column.</param>
public sealed record SignatureField(string Name, string Type, IReadOnlyList<long?> Shape)
{
    /// <summary>Compares the shape's entries, not the list.</summary>
    public bool Equals(SignatureField? other) =>
        other is not null && Name == other.Name && Type == other.Type && Shape.SequenceEqual(other.Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Shape.Count);

    /// <summary>The type with the shape, e.g. <c>float32[?, 30]</c>.</summary>
    public string Form =>
        Shape.Count == 0
            ? Type
            : $"{Type}[{string.Join(", ", Shape.Select(d => d?.ToString(CultureInfo.InvariantCulture) ?? "?"))}]";

    /// <summary>E.g. <c>features: float32[?, 30]</c>.</summary>
    public override string ToString() => $"{Name}: {Form}";
}

/// <summary>What a model takes and gives, as read from its file when it was registered.</summary>
public sealed record Signature(IReadOnlyList<SignatureField> Inputs, IReadOnlyList<SignatureField> Outputs)
{
    /// <summary>Compares the fields, not the lists.</summary>
    public bool Equals(Signature? other) =>
        other is not null && Inputs.SequenceEqual(other.Inputs) && Outputs.SequenceEqual(other.Outputs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Inputs.Count, Outputs.Count);

    /// <summary>
    /// What would break for callers of <paramref name="incumbent"/> if this model answered them instead: inputs that are
    /// new, missing, of another type or shape; outputs that are gone or changed. Empty when nothing breaks.
    /// <para>
    /// An input may take more than before: a size that becomes free. An output may promise more than before: a size that
    /// becomes fixed. The first size of an output is how many examples it answers: it stays as it is, and may become free only
    /// where the inputs' does too, since it then follows what the caller sends.
    /// </para>
    /// </summary>
    public IReadOnlyList<string> BreaksFor(Signature incumbent)
    {
        var takesAnyNumber = Inputs.Any(field => field.Shape is [null, ..]);
        return
        [
            .. incumbent.Inputs.SelectMany(was => Compare("input", was, Find(Inputs, was), Takes)),
            .. Inputs.Where(field => Find(incumbent.Inputs, field) is null).Select(f => $"input '{f.Name}' is new"),
            .. incumbent.Outputs.SelectMany(was =>
                Compare("output", was, Find(Outputs, was), (was, now, i) => Gives(was, now, i, takesAnyNumber))
            ),
        ];
    }

    private static SignatureField? Find(IReadOnlyList<SignatureField> fields, SignatureField like) =>
        fields.FirstOrDefault(field => field.Name == like.Name);

    private static IEnumerable<string> Compare(
        string what,
        SignatureField was,
        SignatureField? now,
        Func<long?, long?, int, bool> fits
    )
    {
        if (now is null)
        {
            yield return $"{what} '{was.Name}' is gone";
        }
        else if (
            now.Type != was.Type
            || now.Shape.Count != was.Shape.Count
            || !was.Shape.Zip(now.Shape).Select((pair, i) => fits(pair.First, pair.Second, i)).All(fit => fit)
        )
        {
            yield return $"{what} '{was.Name}' is {now.Form}, was {was.Form}";
        }
    }

    private static bool Takes(long? was, long? now, int dimension) => now is null || now == was;

    private static bool Gives(long? was, long? now, int dimension, bool takesAnyNumber) =>
        was == now || (dimension == 0 ? now is null && takesAnyNumber : was is null);
}
