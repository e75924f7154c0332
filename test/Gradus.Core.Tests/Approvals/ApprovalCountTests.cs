using Gradus.Core.Artifacts;
using Gradus.Core.Identities;
using Gradus.Core.Policies;

namespace Gradus.Core.Approvals;

public sealed class ApprovalCountTests
{
    private static readonly Digest Binding = Evidence.ManifestOf(1);

    private static readonly ApprovalRule Two = new(2, [], FourEyes: true, Expires: TimeSpan.FromHours(1));

    private static readonly Policy Policy = Policy.Open with
    {
        Roles = new Dictionary<string, IReadOnlyList<string>> { ["release"] = ["bo", "cy"], ["risk"] = ["di"] },
    };

    [Fact]
    public void A_quorum_is_of_different_people()
    {
        Count(Two, Says("bo"), Says("bo")).Missing.ShouldBe(1);
        Count(Two, Says("bo"), Says("cy")).Missing.ShouldBe(0);
        Count(Two, Says("bo"), Says("cy"), Says("di")).Missing.ShouldBe(0);
        Count(Two).Missing.ShouldBe(2);
    }

    [Fact]
    public void A_persons_latest_word_counts()
    {
        Standing(Two, Says("bo"), Says("bo", ApprovalDecision.Reject)).ShouldBe(ApprovalStanding.Rejects);
        Standing(Two, Says("bo", ApprovalDecision.Reject), Says("bo")).ShouldBe(ApprovalStanding.Counts);
        Standing(Two, Says("bo"), Says("bo", ApprovalDecision.Withdraw)).ShouldBeNull();
        Standing(Two, Says("bo"), Says("bo", ApprovalDecision.Withdraw), Says("bo")).ShouldBe(ApprovalStanding.Counts);
        Standing(Two, Says("bo"), Says("bo", ApprovalDecision.Comment)).ShouldBe(ApprovalStanding.Counts);
        Standing(Two, Says("bo", ApprovalDecision.Comment)).ShouldBeNull();
    }

    [Fact]
    public void The_latest_word_is_the_one_said_last_whatever_the_clock_said()
    {
        var yes = Says("bo");
        var no = Says("bo", ApprovalDecision.Withdraw) with { At = yes.At.AddMinutes(-10) };

        Standing(Two, yes, no).ShouldBeNull();
        Approval.TimeOfNext([], Evidence.Noon).ShouldBe(Evidence.Noon);
        Approval.TimeOfNext([yes], yes.At.AddMinutes(-10)).ShouldBe(yes.At.AddMilliseconds(1));
        Approval.TimeOfNext([yes, no], yes.At).ShouldBe(yes.At.AddMilliseconds(1));
        Approval.TimeOfNext([yes], yes.At).ShouldBe(yes.At.AddMilliseconds(1));
        Approval.TimeOfNext([yes], yes.At.AddMinutes(1)).ShouldBe(yes.At.AddMinutes(1));
    }

    [Fact]
    public void With_four_eyes_who_asked_or_registered_may_say_no_but_their_yes_does_not_count()
    {
        Standing(Two, Says("ana")).ShouldBe(ApprovalStanding.NotFourEyes);
        Standing(Two, Says("ana", ApprovalDecision.Reject)).ShouldBe(ApprovalStanding.Rejects);
        Standing(Two with { FourEyes = false }, Says("ana")).ShouldBe(ApprovalStanding.Counts);
    }

    [Theory]
    [InlineData("anonymous")]
    [InlineData("policy")]
    [InlineData("Gradus")]
    public void The_word_of_nobody_in_particular_counts_for_no_one(string nobody)
    {
        Standing(Two, Says(nobody)).ShouldBe(ApprovalStanding.Nameless);
        Standing(Two, Says(nobody, ApprovalDecision.Reject)).ShouldBe(ApprovalStanding.Nameless);
        Standing(Two with { FourEyes = false }, Says(nobody)).ShouldBe(ApprovalStanding.Nameless);
        ApprovalCount
            .Objection(Two, new Caller(nobody, "r"), ["ana"], Policy)
            .ShouldBe(
                "an approval is that of a person by name, and this request names none (GRADUS_USER, or MLFLOW_TRACKING_USERNAME)"
            );
    }

    [Fact]
    public void Only_words_of_people_of_a_role_count_the_no_included()
    {
        var rule = Two with { Roles = ["release", "risk"] };

        Standing(rule, Says("bo")).ShouldBe(ApprovalStanding.Counts);
        Standing(rule, Says("di")).ShouldBe(ApprovalStanding.Counts);
        Standing(rule, Says("ed")).ShouldBe(ApprovalStanding.WrongRole);
        Standing(rule, Says("ed", ApprovalDecision.Reject)).ShouldBe(ApprovalStanding.WrongRole);
    }

    [Fact]
    public void A_yes_holds_for_its_time_and_no_longer()
    {
        var yes = Says("bo") with { At = Evidence.Noon };

        Count(Two, Evidence.Noon.AddHours(1).AddTicks(-1), yes).Given.ShouldBe(1);
        Count(Two, Evidence.Noon.AddHours(1), yes).Words.Single().Standing.ShouldBe(ApprovalStanding.Expired);
        Count(Two with { Expires = null }, Evidence.Noon.AddYears(1), yes).Given.ShouldBe(1);
        Count(Two, Evidence.Noon.AddHours(-5), yes).Given.ShouldBe(1);
    }

    [Fact]
    public void The_next_expiry_is_of_a_yes_that_counts()
    {
        var early = Says("ana") with { At = Evidence.Noon };
        var late = Says("bo") with { At = Evidence.Noon.AddMinutes(30) };

        Count(Two, Evidence.Noon, early, late).NextExpiry.ShouldBe(Evidence.Noon.AddMinutes(90));
        Count(Two with { FourEyes = false }, Evidence.Noon, early, late).NextExpiry.ShouldBe(Evidence.Noon.AddHours(1));
        Count(Two with { Expires = null }, Evidence.Noon, early, late).NextExpiry.ShouldBeNull();
        Count(Two).NextExpiry.ShouldBeNull();
    }

    [Fact]
    public void A_yes_to_something_else_is_void_but_a_no_holds_whatever_changed_since()
    {
        var before = Says("bo") with { Binding = Evidence.ManifestOf(2) };

        Standing(Two, before).ShouldBe(ApprovalStanding.Void);
        Standing(Two, before with { Decision = ApprovalDecision.Reject }).ShouldBe(ApprovalStanding.Rejects);
        Count(Two, before with { Decision = ApprovalDecision.Reject }).Rejection!.Actor.ShouldBe("bo");
    }

    [Fact]
    public void What_is_missing_is_said_in_a_clause()
    {
        var before = Says("cy") with { Binding = Evidence.ManifestOf(2) };

        Count(Two).Say().ShouldBe("2 approvals of 2");
        Count(Two with { Roles = ["release", "risk"] }, Says("bo"))
            .Say()
            .ShouldBe("1 more approval of 2 by release or risk");
        Count(Two, Says("bo"), before)
            .Say()
            .ShouldBe(
                "1 more approval of 2; 1 approval given before no longer counts, since what was approved has changed"
            );
        Count(Two, before, before with { Actor = "bo" })
            .Say()
            .ShouldBe(
                "2 approvals of 2; 2 approvals given before no longer count, since what was approved has changed"
            );
    }

    [Fact]
    public void Whose_yes_could_not_count_is_told_why()
    {
        string? Objection(string actor) =>
            ApprovalCount.Objection(Two with { Roles = ["release"] }, new Caller(actor, "r"), ["ana"], Policy);

        Objection("bo").ShouldBeNull();
        Objection("di").ShouldBe("'di' is not of release");
        Objection("ana")
            .ShouldBe("'ana' asked for this promotion or registered the version; somebody else has to approve it");
    }

    [Fact]
    public void Whoever_is_of_one_of_the_roles_may_approve_and_anyone_where_there_is_none()
    {
        Objection(Two with { Roles = ["release", "risk"] }, new Caller("di", "r")).ShouldBeNull();
        Objection(Two with { Roles = ["release", "risk"] }, new Caller("eve", "r"))
            .ShouldBe("'eve' is not of release or risk");
        Objection(Two, new Caller("eve", "r")).ShouldBeNull();
    }

    [Fact]
    public void A_service_account_approves_nothing()
    {
        var service = new Identity("bot", IdentityKind.Service, [], null);

        Objection(Two, new Caller("bot", "r") { Identity = service })
            .ShouldBe("'bot' is a service account, and an approval is a person's");
        Objection(Two, new Caller("bot", "r") { Identity = service with { Kind = IdentityKind.Person } })
            .ShouldBeNull();
    }

    private static string? Objection(ApprovalRule rule, Caller caller) =>
        ApprovalCount.Objection(rule, caller, ["ana"], Policy);

    private static ApprovalStanding? Standing(ApprovalRule rule, params Approval[] said) =>
        Count(rule, said).Words.SingleOrDefault()?.Standing;

    private static ApprovalCount Count(ApprovalRule rule, params Approval[] said) => Count(rule, Evidence.Noon, said);

    private static ApprovalCount Count(ApprovalRule rule, DateTimeOffset now, params Approval[] said) =>
        ApprovalCount.Of(rule, said, Binding, ["ana"], Policy, now);

    private static Approval Says(string actor, ApprovalDecision decision = ApprovalDecision.Approve) =>
        new($"a-{actor}", "p-1", actor, decision, "", Binding, Evidence.Noon);
}
