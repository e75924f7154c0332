namespace Gradus.Core.Errors;

public sealed class ResultTests
{
    private static readonly Error Refusal = Error.ModelNotFound("fraud");

    [Fact]
    public void A_value_is_ok_and_comes_out()
    {
        Result<int> result = 7;

        result.IsOk.ShouldBeTrue();
        result.Error.ShouldBeNull();
        result.Value.ShouldBe(7);
        result.Try(out var value, out var error).ShouldBeTrue();
        (value, error).ShouldBe((7, null));
    }

    [Fact]
    public void A_refusal_is_not_ok_and_says_why()
    {
        Result<int> result = Refusal;

        result.IsOk.ShouldBeFalse();
        result.Error.ShouldBe(Refusal);
        result.Try(out _, out var error).ShouldBeFalse();
        error.ShouldBe(Refusal);
    }

    [Fact]
    public void Taking_the_value_of_a_refusal_throws_with_its_message()
    {
        Result<int> result = Refusal;

        Should.Throw<InvalidOperationException>(() => result.Value).Message.ShouldBe(Refusal.Message);
    }

    [Fact]
    public void Mapping_and_continuing_change_a_value()
    {
        Result<int> result = 7;

        result.Map(value => value * 2).Value.ShouldBe(14);
        result.Then<string>(value => $"<{value}>").Value.ShouldBe("<7>");
        result.Then<string>(_ => Refusal).Error.ShouldBe(Refusal);
    }

    [Fact]
    public void Mapping_and_continuing_leave_a_refusal_as_it_is()
    {
        Result<int> result = Refusal;
        var calls = 0;

        result.Map(_ => ++calls).Error.ShouldBe(Refusal);
        result.Then<int>(_ => ++calls).Error.ShouldBe(Refusal);
        calls.ShouldBe(0);
    }

    [Fact]
    public void The_named_refusals_carry_their_code_their_sentence_and_their_subject()
    {
        Error
            .ModelNotFound("fraud")
            .ShouldBe(new Error(ErrorCode.ModelNotFound, "Registered model 'fraud' does not exist.", "fraud"));
        Error
            .VersionNotFound("fraud", "3")
            .ShouldBe(
                new Error(ErrorCode.VersionNotFound, "Version 3 of registered model 'fraud' does not exist.", "3")
            );
        Error
            .AliasNotFound("fraud", "champion")
            .ShouldBe(
                new Error(ErrorCode.AliasNotFound, "Registered model 'fraud' has no alias 'champion'.", "champion")
            );
        Error.DatasetNotFound("d").Code.ShouldBe(ErrorCode.DatasetNotFound);
        Error.PromotionNotFound("p").Code.ShouldBe(ErrorCode.PromotionNotFound);
        Error.ArtifactNotFound("a").Code.ShouldBe(ErrorCode.ArtifactNotFound);
        Error.Invalid("No.", "field").ShouldBe(new Error(ErrorCode.Invalid, "No.", "field"));
        Error.Conflict("No.").ShouldBe(new Error(ErrorCode.Conflict, "No.", ""));
    }
}
