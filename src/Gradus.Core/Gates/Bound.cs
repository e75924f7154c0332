using System.Globalization;

namespace Gradus.Core.Gates;

/// <summary>A limit on a number.</summary>
/// <param name="Relation">"≥", "&gt;", "≤" or "&lt;".</param>
/// <param name="Value">The limit.</param>
public readonly record struct Bound(string Relation, double Value)
{
    /// <summary>Whether it is a least value rather than a most.</summary>
    public bool IsFloor => Relation is "≥" or ">";

    /// <summary>Whether a value is on the right side. NaN never is.</summary>
    public bool Admits(double value) =>
        Relation switch
        {
            "≥" => value >= Value,
            ">" => value > Value,
            "≤" => value <= Value,
            "<" => value < Value,
            _ => false,
        };

    /// <summary>E.g. "≥ 0.95".</summary>
    public override string ToString() => $"{Relation} {Value.ToString(CultureInfo.InvariantCulture)}";
}
