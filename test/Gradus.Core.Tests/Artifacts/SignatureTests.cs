namespace Gradus.Core.Artifacts;

public sealed class SignatureTests
{
    private static readonly SignatureField Features = new("features", "float32", [null, 30]);
    private static readonly SignatureField Label = new("label", "int64", [null]);
    private static readonly Signature Incumbent = new([Features], [Label]);

    [Fact]
    public void The_same_signature_breaks_nothing() =>
        new Signature([new("features", "float32", [null, 30])], [new("label", "int64", [null])])
            .BreaksFor(Incumbent)
            .ShouldBeEmpty();

    [Fact]
    public void The_order_of_fields_does_not_matter()
    {
        var other = new SignatureField("other", "string", []);

        new Signature([other, Features], [Label]).BreaksFor(new Signature([Features, other], [Label])).ShouldBeEmpty();
    }

    [Fact]
    public void An_input_that_is_gone_or_new_breaks_callers() =>
        new Signature([Features with { Name = "x" }], [Label])
            .BreaksFor(Incumbent)
            .ShouldBe(["input 'features' is gone", "input 'x' is new"]);

    [Fact]
    public void An_output_that_is_gone_breaks_callers_and_one_more_does_not()
    {
        new Signature([Features], []).BreaksFor(Incumbent).ShouldBe(["output 'label' is gone"]);
        new Signature([Features], [Label, new("scores", "float32", [null, 2])]).BreaksFor(Incumbent).ShouldBeEmpty();
    }

    [Fact]
    public void Another_type_breaks_callers() =>
        new Signature([Features with { Type = "float64" }], [Label with { Type = "string" }])
            .BreaksFor(Incumbent)
            .ShouldBe([
                "input 'features' is float64[?, 30], was float32[?, 30]",
                "output 'label' is string[?], was int64[?]",
            ]);

    [Fact]
    public void Another_size_or_number_of_dimensions_breaks_callers()
    {
        new Signature([Features with { Shape = [null, 29] }], [Label])
            .BreaksFor(Incumbent)
            .ShouldBe(["input 'features' is float32[?, 29], was float32[?, 30]"]);
        new Signature([Features with { Shape = [null, 30, 1] }], [Label]).BreaksFor(Incumbent).Count.ShouldBe(1);
        new Signature([Features with { Shape = [] }], [Label])
            .BreaksFor(Incumbent)
            .ShouldBe(["input 'features' is float32, was float32[?, 30]"]);
    }

    [Fact]
    public void A_size_that_becomes_free_admits_what_it_admitted_before() =>
        new Signature([Features with { Shape = [null, null] }], [Label]).BreaksFor(Incumbent).ShouldBeEmpty();

    [Fact]
    public void A_size_that_becomes_fixed_breaks_callers() =>
        new Signature([Features with { Shape = [1, 30] }], [Label]).BreaksFor(Incumbent).Count.ShouldBe(1);

    [Fact]
    public void An_output_may_promise_more_than_before_but_not_less()
    {
        var free = new SignatureField("scores", "float32", [null, null]);
        var @fixed = free with { Shape = [null, 2] };

        Answers([@fixed]).BreaksFor(Answers([free])).ShouldBeEmpty();
        Answers([free]).BreaksFor(Answers([@fixed])).ShouldBe(["output 'scores' is float32[?, ?], was float32[?, 2]"]);
    }

    [Fact]
    public void How_many_examples_an_output_answers_stays_or_follows_the_inputs()
    {
        var any = Answers([Label]);
        var one = Answers([Label with { Shape = [1] }]);
        var oneByOne = one with { Inputs = [Features with { Shape = [1, 30] }] };

        one.BreaksFor(any).ShouldBe(["output 'label' is int64[1], was int64[?]"]);
        any.BreaksFor(oneByOne).ShouldBeEmpty();
        (any with { Inputs = oneByOne.Inputs }).BreaksFor(oneByOne).Count.ShouldBe(1);
    }

    [Fact]
    public void Names_are_compared_by_case() =>
        new Signature([Features with { Name = "Features" }], [Label])
            .BreaksFor(Incumbent)
            .ShouldBe(["input 'features' is gone", "input 'Features' is new"]);

    [Fact]
    public void Signatures_are_equal_by_their_fields()
    {
        var same = new Signature([new("features", "float32", [null, 30])], [new("label", "int64", [null])]);

        same.ShouldBe(Incumbent);
        same.GetHashCode().ShouldBe(Incumbent.GetHashCode());
        same.ShouldNotBe(new Signature([Features with { Shape = [30, null] }], [Label]));
        same.ShouldNotBe(new Signature([Features], []));
        Features.Equals(null).ShouldBeFalse();
    }

    private static Signature Answers(SignatureField[] outputs) => new([Features], outputs);
}
