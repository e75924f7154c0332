using Gradus.Core.Policies;
using Gradus.Core.Stages;

namespace Gradus.Policies.Shapes;

/// <summary>The words that stand for the values of an enumeration.</summary>
internal static class Words
{
    public static readonly IReadOnlyDictionary<string, PolicyMode> Modes = new Dictionary<string, PolicyMode>
    {
        ["enforce"] = PolicyMode.Enforce,
        ["warn"] = PolicyMode.Warn,
        ["off"] = PolicyMode.Off,
    };

    public static readonly IReadOnlyDictionary<string, PolicyAction> Actions = PolicyActions.Words;

    public static readonly IReadOnlyDictionary<string, Occupancy> Occupancies = new Dictionary<string, Occupancy>
    {
        ["one"] = Occupancy.One,
        ["many"] = Occupancy.Many,
    };

    public static readonly IReadOnlyDictionary<string, OnFailedVerification> Failures = new Dictionary<
        string,
        OnFailedVerification
    >
    {
        ["revoke"] = OnFailedVerification.Revoke,
        ["rollback"] = OnFailedVerification.Rollback,
    };

    /// <summary>The step of a canary in which the version answers nobody.</summary>
    public const string Shadow = "shadow";

    /// <summary>A key of a bound, with the relation it stands for.</summary>
    public static readonly IReadOnlyDictionary<string, string> Relations = new Dictionary<string, string>
    {
        ["at_least"] = "≥",
        ["at_most"] = "≤",
        ["above"] = ">",
        ["below"] = "<",
    };

    /// <summary>The word for a value.</summary>
    public static string For<T>(this IReadOnlyDictionary<string, T> words, T value)
        where T : struct, Enum => words.First(pair => EqualityComparer<T>.Default.Equals(pair.Value, value)).Key;
}
