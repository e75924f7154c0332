using System.Collections.Concurrent;
using CsCheck;

namespace Gradus.Core.Promotions.Interleavings;

/// <summary>
/// A promotion through random evidence, people, policies, clocks and crashes. Each run checks after every step that it is
/// determined by the facts, changes nothing when taken again, keeps to the table, is never stuck, wakes in time, and moves a
/// version only where the rules, written out a second time, let it.
/// </summary>
public sealed class InterleavingTests
{
    // What brings a promotion on happens more often than in life, so that there is something to disturb.
    private static readonly Gen<Happening> Happenings = Gen.Frequency(
        (5, Gen.Enum<Happening>()),
        (1, Gen.Const(Happening.Help)),
        (1, Gen.Const(Happening.Apply)),
        (1, Gen.Const(Happening.Approve)),
        (1, Gen.Const(Happening.Step)),
        (1, Gen.Const(Happening.Policy)),
        (1, Gen.Const(Happening.Forward))
    );

    // Some phases are come to so seldom that a round may miss one.
    private const int MostRounds = 10;

    [Fact(Skip = LongTests.Omission, SkipType = typeof(LongTests), SkipWhen = nameof(LongTests.AreOmitted))]
    public void Whatever_happens_in_whatever_order_the_invariants_hold()
    {
        var reached = new ConcurrentDictionary<Phase, int>();
        var phases = Enum.GetValues<Phase>();

        for (var round = 0; round < MostRounds && reached.Count < phases.Length; round++)
        {
            Gen.Select(Happenings, Gen.Int[0, 3], Gen.Bool)
                .Array[5, 60]
                .Sample(
                    happenings =>
                    {
                        var run = new Run(reached);
                        foreach (var (happening, n, isSeen) in happenings)
                        {
                            run.Happen(happening, n);
                            run.Happen(isSeen ? Happening.Step : Happening.Crash, 0);
                        }
                    },
                    iter: 400
                );
        }

        reached.Keys.Order().ShouldBe(phases);
    }
}
