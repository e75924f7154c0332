using CsCheck;

namespace Gradus.Crash.Tests.Histories;

/// <summary>
/// Histories that are legal by the way they are made: operations are carried out one after another, and each seems to its client
/// to have begun some time before and to have ended some time after. The outcome of some is not known.
/// </summary>
internal static class Overlapping
{
    private const int Step = 10;

    public static readonly StageRegister Start = StageRegister.With(2);

    private static readonly Gen<Dialect> Dialects = Gen.Enum<Dialect>();
    private static readonly Gen<int> Versions = Gen.Int[1, 3];
    private static readonly Gen<string> Names = Gen.OneOf("x", "y");

    private static readonly Gen<Operation> Operations = Gen.OneOf<Operation>(
        Gen.Select(Dialects, Versions, Gen.OneOf(StageRegister.Stages), Gen.Bool)
            .Select(move => (Operation)new Move(move.Item1, move.Item2, move.Item3, move.Item4)),
        Gen.Select(Dialects, Names, Versions).Select(set => (Operation)new SetAlias(set.Item1, set.Item2, set.Item3)),
        Gen.Select(Dialects, Names).Select(delete => (Operation)new DeleteAlias(delete.Item1, delete.Item2)),
        Gen.Select(Dialects, Names, Names).Select(set => (Operation)new SetTag(set.Item1, set.Item2, set.Item3)),
        Gen.Select(Dialects, Names).Select(delete => (Operation)new DeleteTag(delete.Item1, delete.Item2)),
        Dialects.Select(dialect => (Operation)new Register(dialect)),
        Gen.Select(Dialects, Versions).Select(read => (Operation)new ReadVersion(read.Item1, read.Item2)),
        Dialects.Select(dialect => (Operation)new ReadVersions(dialect)),
        Dialects.Select(dialect => (Operation)new ReadModel(dialect)),
        Gen.Select(Dialects, Gen.OneOf(StageRegister.Stages))
            .Select(read => (Operation)new ReadHolders(read.Item1, read.Item2)),
        Gen.Const((Operation)new ReadTransitions())
    );

    /// <summary>The calls in the order in which they were carried out, and the ids of those that changed something.</summary>
    public static readonly Gen<(List<Call> Calls, List<string> Ledger)> Histories = HistoriesOf(25);

    /// <summary>The same, of so few calls that every order of them can be tried.</summary>
    public static readonly Gen<(List<Call> Calls, List<string> Ledger)> ShortHistories = HistoriesOf(6);

    /// <summary>
    /// Those, in which one call got the answer that its operation would have had elsewhere: stale, early, or right after all.
    /// </summary>
    public static readonly Gen<(List<Call> Calls, List<string> Ledger)> Altered = Gen.Select(
            ShortHistories,
            Gen.Int[0, 5],
            Gen.Int[0, 5]
        )
        .Select((history, place, when) => (Alter(history.Calls, place, when), history.Ledger));

    private static List<Call> Alter(List<Call> history, int place, int when)
    {
        var calls = history.ToList();
        var call = calls[place % calls.Count];
        var state = calls.Take(when).Aggregate(Start, (register, one) => register.Apply(one.Operation).Next);
        calls[place % calls.Count] = call with { Answer = state.Apply(call.Operation).Answer };
        return calls;
    }

    private static Gen<(List<Call> Calls, List<string> Ledger)> HistoriesOf(int most) =>
        Gen.Select(Operations, Gen.Int[0, 4 * Step], Gen.Int[0, 4 * Step], Gen.Int[0, 9])
            .List[1, most]
            .Select(CarryOut);

    private static (List<Call>, List<string>) CarryOut(
        List<(Operation Operation, int Before, int After, int Luck)> steps
    )
    {
        var (register, calls, ledger) = (Start, new List<Call>(), new List<string>());
        foreach (var (i, step) in steps.Index())
        {
            var (next, answer) = register.Apply(step.Operation);
            var at = i * Step;
            var call = Told.Call($"c{i}", step.Operation, at - step.Before, at + step.After, answer);
            calls.Add(step.Luck < 2 ? call.Cut() : call);
            // Of those whose outcome is not known, every other one never took effect.
            if (step.Luck > 0 && next != register)
            {
                ledger.Add(call.Id);
                register = next;
            }
        }

        return (calls, ledger);
    }
}
