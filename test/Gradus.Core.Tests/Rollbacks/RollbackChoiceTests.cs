using Gradus.Core.Artifacts;
using Gradus.Core.Models;
using Gradus.Core.Promotions;

namespace Gradus.Core.Rollbacks;

public sealed class RollbackChoiceTests
{
    private static readonly Signature Takes30 = new([new("x", "float32", [null, 30])], []);
    private static readonly Signature Takes29 = new([new("x", "float32", [null, 29])], []);

    private static readonly VersionFacts Leaving = Evidence.Bare(5, isHolder: true) with { Signature = Takes30 };

    [Fact]
    public void The_last_former_holder_that_is_good_is_the_target()
    {
        var choice = Choose(null, Former(4), Former(3));

        choice.Target!.Version.Number.ShouldBe(4);
        choice.Rejected.ShouldBeEmpty();
    }

    [Fact]
    public void Each_that_is_no_target_is_told_why_and_the_next_is_looked_at()
    {
        FormerHolder[] former =
        [
            new(5, Leaving, null),
            new(9, null, null),
            Former(8, VersionStatus.Revoked),
            Former(7, VersionStatus.Quarantined),
            Former(6) with
            {
                Problem = "model.onnx changed",
            },
            Former(4, signature: Takes29),
            Former(3) with
            {
                Facts = Evidence.Bare(3),
            },
        ];
        RejectedTarget[] rejected =
        [
            new(5, "it holds the stage now"),
            new(9, "it was deleted"),
            new(8, "its standing is revoked: a byte changed"),
            new(7, "it is quarantined: a byte changed"),
            new(6, "its bytes are not sound: model.onnx changed"),
            new(4, "callers would break: input 'x' is float32[?, 29], was float32[?, 30]"),
            new(3, "callers would break: its inputs and outputs are not known"),
        ];

        Choose(null, former).Target.ShouldBeNull();
        Choose(null, former).Rejected.ShouldBe(rejected);
        Choose(null, [.. former, Former(2), Former(1)]).Target!.Version.Number.ShouldBe(2);
        Choose(null, [.. former, Former(2), Former(1)]).Rejected.ShouldBe(rejected);
    }

    [Fact]
    public void A_version_that_was_asked_for_is_the_only_one_looked_at()
    {
        Choose(3, Former(4), Former(3)).Target!.Version.Number.ShouldBe(3);
        Choose(4, Former(4, VersionStatus.Revoked), Former(3)).Target.ShouldBeNull();
        Choose(4, Former(4, VersionStatus.Revoked), Former(3))
            .Rejected.ShouldBe([new RejectedTarget(4, "its standing is revoked: a byte changed")]);
        Choose(1, Former(4)).Rejected.ShouldBe([new RejectedTarget(1, "it never held the stage")]);
    }

    [Fact]
    public void A_version_that_the_stage_was_rolled_back_from_is_taken_back_only_if_asked_for()
    {
        var bad = Former(4) with { WasRolledBack = true };

        Choose(null, bad, Former(3)).Target!.Version.Number.ShouldBe(3);
        Choose(null, bad, Former(3)).Rejected.ShouldBe([new RejectedTarget(4, "the stage was rolled back from it")]);
        Choose(4, bad, Former(3)).Target!.Version.Number.ShouldBe(4);
        Choose(null, Former(6, VersionStatus.Revoked) with { WasRolledBack = true })
            .Rejected.ShouldBe([new RejectedTarget(6, "its standing is revoked: a byte changed")]);
    }

    [Fact]
    public void A_version_that_has_come_further_is_not_taken_back_even_if_asked_for()
    {
        var further = Former(4) with
        {
            Facts = Evidence.Bare(4) with { Version = Evidence.Version(4, "Production"), Signature = Takes30 },
        };

        Choose(null, further, Former(3)).Target!.Version.Number.ShouldBe(3);
        Choose(4, further, Former(3)).Rejected.ShouldBe([new RejectedTarget(4, "it holds Production now")]);
    }

    [Fact]
    public void Where_nobody_leaves_or_who_leaves_tells_nothing_there_is_nobody_to_be_compatible_with()
    {
        RollbackChoice.Choose([Former(4, signature: Takes29)], [], null, []).Target!.Version.Number.ShouldBe(4);
        RollbackChoice
            .Choose([Former(4, signature: Takes29)], [Leaving with { Signature = null }], null, [])
            .Target!.Version.Number.ShouldBe(4);
    }

    [Fact]
    public void Every_one_that_leaves_counts() =>
        RollbackChoice
            .Choose([Former(4)], [Leaving, Leaving with { Signature = Takes29 }], null, [])
            .Rejected.Single()
            .Why.ShouldBe("callers would break: input 'x' is float32[?, 30], was float32[?, 29]");

    [Fact]
    public void With_no_former_holder_there_is_no_target_and_nothing_to_tell()
    {
        Choose(null).Target.ShouldBeNull();
        Choose(null).Rejected.ShouldBeEmpty();
    }

    private static RollbackChoice Choose(int? to, params FormerHolder[] former) =>
        RollbackChoice.Choose(former, [Leaving], to, ["Production"]);

    private static FormerHolder Former(
        int number,
        VersionStatus status = VersionStatus.Ready,
        Signature? signature = null
    ) =>
        new(
            number,
            Evidence.Bare(number) with
            {
                Version = Evidence.Version(number, "Archived", status),
                Signature = signature ?? Takes30,
            },
            null
        );
}
