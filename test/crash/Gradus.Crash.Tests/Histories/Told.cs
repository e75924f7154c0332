namespace Gradus.Crash.Tests.Histories;

/// <summary>Histories written down by hand: each call has its name, its time from and to, and what it was told.</summary>
internal static class Told
{
    /// <summary>An answered call.</summary>
    public static Call Call(string id, Operation operation, long from, long to, string answer = Said.Done) =>
        new(id, id, "s", operation, from, to, Outcome.Answered, answer);

    /// <summary>A call that nobody knows the outcome of.</summary>
    public static Call Lost(string id, Operation operation, long from) =>
        new(id, id, "s", operation, from, 0, Outcome.Unknown);

    /// <summary>A call that was not let in.</summary>
    public static Call TurnedAway(string id, Operation operation, long from, long to) =>
        new(id, id, "s", operation, from, to, Outcome.TurnedAway);

    public static SetTag Set(string value) => new(Dialect.Native, "owner", value);

    public static Move ToCanary(int version) => new(Dialect.Native, version, StageRegister.Sole, false);

    public static ReadHolders WhoIsInCanary() => new(Dialect.Native, StageRegister.Sole);

    public static ReadModel ReadAll() => new(Dialect.Native);

    public static ReadVersion Read(int version) => new(Dialect.Native, version);
}
