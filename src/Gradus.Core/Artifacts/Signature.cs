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
    /// </summary>
    public IReadOnlyList<string> BreaksFor(Signature incumbent) =>
        [
            .. incumbent.Inputs.SelectMany(was =>
                Compare("input", was, Inputs.FirstOrDefault(f => f.Name == was.Name))
            ),
            .. Inputs
                .Where(f => incumbent.Inputs.All(was => was.Name != f.Name))
                .Select(f => $"input '{f.Name}' is new"),
            .. incumbent.Outputs.SelectMany(was =>
                Compare("output", was, Outputs.FirstOrDefault(f => f.Name == was.Name))
            ),
        ];

    private static IEnumerable<string> Compare(string what, SignatureField was, SignatureField? now)
    {
        if (now is null)
        {
            yield return $"{what} '{was.Name}' is gone";
        }
        else if (now.Type != was.Type || now.Shape.Count != was.Shape.Count || !Admits(was, now))
        {
            yield return $"{what} '{was.Name}' is {now.Form}, was {was.Form}";
        }
    }

    // A free dimension admits any size; a fixed one only itself.
    private static bool Admits(SignatureField was, SignatureField now) =>
        now.Shape.Zip(was.Shape).All(pair => pair.First is null || pair.First == pair.Second);
}
