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
    [Fact]
    public void Whatever_happens_in_whatever_order_the_invariants_hold()
    {
        var reached = new ConcurrentDictionary<Phase, int>();

        Gen.Select(Gen.Enum<Happening>(), Gen.Int[0, 3], Gen.Bool)
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
                iter: 800
            );

        reached.Keys.Order().ShouldBe(Enum.GetValues<Phase>());
    }
}
