using CsCheck;
using Gradus.Core.Errors;

namespace Gradus.Core.Identities;

public sealed class TokenScopeTests
{
    private static readonly Gen<string> Pattern = Gen.Char["ab*?"].Array[1, 5].Select(chars => new string(chars));
    private static readonly Gen<string> Name = Gen.Char["ab"].Array[1, 6].Select(chars => new string(chars));

    private static readonly Gen<TokenScope> Scope = Gen.Select(
        Gen.Int[0, 2].Select(i => TokenScope.Words[i]).Array[0, 3],
        Pattern.Array[0, 2],
        (actions, models) => new TokenScope(actions, models)
    );

    [Fact]
    public void Nothing_narrows_nothing()
    {
        var scope = TokenScope.Parse(null, null).Value;

        TokenScope.Words.ShouldAllBe(word => scope.AdmitsAction(word));
        scope.AdmitsModel("fraud").ShouldBeTrue();
        scope.AdmitsModel(null).ShouldBeTrue();
    }

    [Fact]
    public void Words_and_patterns_narrow_and_count_once()
    {
        var scope = TokenScope.Parse(["read", "request", "read"], ["fraud-*", "churn", "churn"]).Value;

        scope.Actions.ShouldBe(["read", "request"]);
        scope.Models.ShouldBe(["fraud-*", "churn"]);
        (scope.AdmitsAction("read"), scope.AdmitsAction("promote")).ShouldBe((true, false));
        (scope.AdmitsModel("fraud-eu"), scope.AdmitsModel("churn"), scope.AdmitsModel("churn2")).ShouldBe(
            (true, true, false)
        );
    }

    [Fact]
    public void A_token_for_some_models_is_no_good_for_what_concerns_all() =>
        TokenScope.Parse([], ["*"]).Value.AdmitsModel(null).ShouldBeFalse();

    [Fact]
    public void An_unknown_word_is_refused_with_those_there_are() =>
        TokenScope
            .Parse(["read", "write"], null)
            .Error.ShouldBe(
                Error.Invalid(
                    "'write' is no action that a token can be narrowed to. There are: read, register, request, promote, "
                        + "approve, rollback, waive, break-glass, hold, report-check, apply-policy, work, administer.",
                    "actions"
                )
            );

    [Fact]
    public void What_is_no_word_at_all_is_refused()
    {
        TokenScope.Parse([null!], null).Error!.Subject.ShouldBe("actions");
        TokenScope.Parse([""], null).Error!.Subject.ShouldBe("actions");
        TokenScope.Parse(["Read"], null).Error!.Subject.ShouldBe("actions");
        TokenScope.Parse(null, [null!]).Error!.Subject.ShouldBe("models");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a/b")]
    [InlineData("models:a")]
    [InlineData("a\n")]
    public void A_pattern_that_no_name_could_match_is_refused(string pattern)
    {
        var error = TokenScope.Parse(null, ["fraud", pattern]).Error.ShouldNotBeNull();

        (error.Code, error.Subject).ShouldBe((ErrorCode.Invalid, "models"));
        error.Message.ShouldContain("no pattern of models' names");
    }

    [Fact]
    public void A_token_has_at_most_a_hundred_patterns()
    {
        string[] patterns = [.. Enumerable.Range(0, 101).Select(i => $"m{i}")];

        TokenScope.Parse(null, patterns[..100]).IsOk.ShouldBeTrue();
        TokenScope.Parse(null, patterns).Error!.Message.ShouldContain("at most 100");
    }

    [Theory]
    [InlineData("fraud-*", "fraud-eu", true)]
    [InlineData("fraud-*", "fraud-eu-*", true)]
    [InlineData("*", "a?*", true)]
    [InlineData("a?", "a?", true)]
    [InlineData("a?", "a*", false)]
    [InlineData("fraud-eu", "fraud-*", false)]
    [InlineData("fraud-*", "churn", false)]
    public void One_pattern_takes_in_another(string wide, string narrow, bool does) =>
        new TokenScope([], [wide]).Contains(new TokenScope([], [narrow])).ShouldBe(does);

    [Fact]
    public void What_is_narrowed_does_not_contain_what_is_not()
    {
        new TokenScope(["read"], []).Contains(TokenScope.Whole).ShouldBeFalse();
        new TokenScope([], ["*"]).Contains(TokenScope.Whole).ShouldBeFalse();
        new TokenScope([], ["a"]).Contains(new TokenScope([], ["a", "b"])).ShouldBeFalse();
        new TokenScope(["read"], []).Contains(new TokenScope(["read", "work"], [])).ShouldBeFalse();
        TokenScope.Whole.Contains(new TokenScope(["read"], ["a"])).ShouldBeTrue();
    }

    [Fact]
    public void What_a_contained_scope_admits_the_containing_one_admits() =>
        Gen.Select(Scope, Scope, Name)
            .Sample(
                (wide, narrow, name) =>
                    !wide.Contains(narrow)
                    || (
                        (!narrow.AdmitsModel(name) || wide.AdmitsModel(name))
                        && (!narrow.AdmitsModel(null) || wide.AdmitsModel(null))
                        && TokenScope.Words.All(word => !narrow.AdmitsAction(word) || wide.AdmitsAction(word))
                    )
            );

    [Fact]
    public void Every_scope_contains_itself() => Scope.Sample(scope => scope.Contains(scope));
}
