using CsCheck;

namespace Gradus.Core.Errors;

public sealed class NearestTests
{
    private static readonly string[] Stages = ["None", "Development", "Staging", "Production", "Archived"];

    [Theory]
    [InlineData("Stagin", "Staging")]
    [InlineData("Prod", "Production")]
    [InlineData("prod", "Production")]
    [InlineData("Productoin", "Production")]
    [InlineData("archive", "Archived")]
    [InlineData("Pr", null)]
    [InlineData("Quality", null)]
    [InlineData("", null)]
    public void A_slip_of_the_pen_and_a_beginning_are_understood(string typed, string? meant) =>
        Nearest.Find(typed, Stages).ShouldBe(meant);

    [Fact]
    public void A_beginning_of_several_words_means_none_of_them_for_that() =>
        Nearest.Find("gate", ["gates-a", "gatesx-b"]).ShouldBeNull();

    [Fact]
    public void Swapped_neighbours_are_one_slip() => Nearest.Find("abdc", ["abcd", "axxc"]).ShouldBe("abcd");

    [Fact]
    public void Dashes_before_an_option_give_no_room_for_slips() => Nearest.Find("--xy", ["--ab"]).ShouldBeNull();

    [Fact]
    public void Texts_of_any_length_are_taken() =>
        Nearest.Find(new string('x', 10_000), [new string('x', 10_001)]).ShouldBeNull();

    [Fact]
    public void One_slip_in_a_word_of_some_length_is_always_understood() =>
        Gen.Select(Gen.Int[0, 9], Gen.Char['a', 'z'])
            .Sample(slip =>
            {
                var typed = "production".Remove(slip.Item1, 1).Insert(slip.Item1, slip.Item2.ToString());
                Nearest.Find(typed, Stages).ShouldBe("Production");
            });
}
