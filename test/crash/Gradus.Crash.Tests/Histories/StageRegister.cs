using System.Collections.Immutable;

namespace Gradus.Crash.Tests.Histories;

/// <summary>
/// What one model's part of the registry must do, operation after operation: a second opinion, written without the server's
/// code. Two are equal if no question can tell them apart.
/// </summary>
internal sealed class StageRegister : IEquatable<StageRegister>
{
    public const string Initial = "None";
    public const string Archive = "Archived";

    /// <summary>The stage with room for one.</summary>
    public const string Sole = "Canary";

    public static readonly string[] Stages = [Initial, "Development", "Staging", "Production", Sole, Archive];

    private readonly ImmutableList<string> _versions;
    private readonly ImmutableSortedDictionary<string, int> _aliases;
    private readonly ImmutableSortedDictionary<string, string> _tags;
    private readonly ImmutableList<string> _transitions;
    private string? _text;

    private StageRegister(
        ImmutableList<string> versions,
        ImmutableSortedDictionary<string, int> aliases,
        ImmutableSortedDictionary<string, string> tags,
        ImmutableList<string> transitions
    ) => (_versions, _aliases, _tags, _transitions) = (versions, aliases, tags, transitions);

    /// <summary>A model that has just been registered.</summary>
    public static StageRegister Empty { get; } =
        new(
            [],
            ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal),
            ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
            []
        );

    /// <summary>A model with some versions, which nobody has moved yet.</summary>
    public static StageRegister With(int versions) =>
        Enumerable.Range(0, versions).Aggregate(Empty, (register, _) => register.WithOneMore().Next);

    /// <summary>What an operation makes of it, itself if nothing, and the only answer that is right.</summary>
    public (StageRegister Next, string Answer) Apply(Operation operation) =>
        operation switch
        {
            Register => WithOneMore(),
            Move move => WithMoved(move),
            SetAlias set when !Has(set.Version) => (this, Said.Refused),
            SetAlias set => (With(_aliases.SetItem(set.Alias, set.Version)), Said.Done),
            DeleteAlias delete => (With(_aliases.Remove(delete.Alias)), Said.Done),
            SetTag set => (With(_tags.SetItem(set.Key, set.Value)), Said.Done),
            DeleteTag delete => (With(_tags.Remove(delete.Key)), Said.Done),
            _ => (this, Answer((Question)operation)),
        };

    public bool Equals(StageRegister? other) => ReferenceEquals(this, other) || ToString() == other?.ToString();

    public override bool Equals(object? obj) => Equals(obj as StageRegister);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() =>
        _text ??=
            $"{Answer(new ReadVersions(default))} | {Answer(new ReadModel(default))} | {Answer(new ReadTransitions())}";

    private string Answer(Question question) =>
        question switch
        {
            ReadVersion read => Has(read.Version) ? VersionOf(read.Version) : Said.Refused,
            ReadVersions => Said.Versions(Numbers.Select(number => (number, VersionOf(number)))),
            ReadHolders { Dialect: Dialect.Mlflow } read => Said.Numbers(HoldersOf(read.Stage).TakeLast(1)),
            ReadHolders read => Said.Numbers(HoldersOf(read.Stage)),
            ReadAlias read => _aliases.TryGetValue(read.Alias, out var to) ? $"{to} {VersionOf(to)}" : Said.Refused,
            ReadModel => Said.Model(
                _tags.Select(tag => (tag.Key, tag.Value)),
                _aliases.Select(alias => (alias.Key, alias.Value)),
                Stages.Where(stage => HoldersOf(stage).Any()).Select(stage => (stage, HoldersOf(stage).Last()))
            ),
            ReadTransitions => Said.Transitions(_transitions),
            _ => throw new ArgumentOutOfRangeException(nameof(question), question, "No such question."),
        };

    private (StageRegister, string) WithMoved(Move move)
    {
        var isActive = move.Stage is not (Initial or Archive);
        if (!Has(move.Version) || (move.ArchiveExisting && !isActive))
        {
            return (this, Said.Refused);
        }

        var displaced =
            move.ArchiveExisting || move.Stage == Sole
                ? HoldersOf(move.Stage).Where(number => number != move.Version).ToList()
                : [];
        var next = displaced.Aggregate(this, (now, number) => now.Put(number, Archive, by: move.Version));
        next = next.StageOf(move.Version) == move.Stage ? next : next.Put(move.Version, move.Stage, by: null);
        var version = next.VersionOf(move.Version);
        return (next, move.Dialect == Dialect.Mlflow ? version : Said.Moved(version, displaced));
    }

    private (StageRegister Next, string Answer) WithOneMore()
    {
        var number = _versions.Count + 1;
        var passed = _transitions.Add(Said.Transition(number, null, Initial, null));
        return (new StageRegister(_versions.Add(Initial), _aliases, _tags, passed), Said.Number(number));
    }

    private StageRegister Put(int number, string stage, int? by) =>
        new(
            _versions.SetItem(number - 1, stage),
            _aliases,
            _tags,
            _transitions.Add(Said.Transition(number, StageOf(number), stage, by))
        );

    // The dictionaries stay themselves where nothing changes.
    private StageRegister With(ImmutableSortedDictionary<string, int> aliases) =>
        ReferenceEquals(aliases, _aliases) ? this : new StageRegister(_versions, aliases, _tags, _transitions);

    private StageRegister With(ImmutableSortedDictionary<string, string> tags) =>
        ReferenceEquals(tags, _tags) ? this : new StageRegister(_versions, _aliases, tags, _transitions);

    private IEnumerable<int> Numbers => Enumerable.Range(1, _versions.Count);

    private bool Has(int number) => number >= 1 && number <= _versions.Count;

    private string StageOf(int number) => _versions[number - 1];

    private IEnumerable<int> HoldersOf(string stage) => Numbers.Where(number => StageOf(number) == stage);

    private string VersionOf(int number) =>
        Said.Version(StageOf(number), _aliases.Where(alias => alias.Value == number).Select(alias => alias.Key));
}
