namespace Gradus.Evaluation.Datasets;

public sealed class ClassTableTests
{
    [Fact]
    public void Whole_numbers_are_ordered_by_value()
    {
        var classes = ClassTable.Of(["10", "9", "-1"]);

        Enumerable.Range(0, classes.Count).Select(i => classes[i]).ShouldBe(["-1", "9", "10"]);
        classes.AreIntegers.ShouldBeTrue();
    }

    [Fact]
    public void Text_is_ordered_by_its_characters()
    {
        var classes = ClassTable.Of(["malignant", "benign", "9", "10"]);

        Enumerable.Range(0, classes.Count).Select(i => classes[i]).ShouldBe(["10", "9", "benign", "malignant"]);
        classes.AreIntegers.ShouldBeFalse();
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("1e0")]
    public void A_whole_number_is_the_same_class_however_it_is_written(string written)
    {
        var classes = ClassTable.Of(["0", written]);

        classes.IndexOf(written).ShouldBe(classes.IndexOf(1L));
        classes.IndexOf("1").ShouldBe(1);
        classes.Count.ShouldBe(2);
    }

    [Fact]
    public void A_label_that_only_a_model_gives_becomes_a_class_of_its_own()
    {
        var classes = ClassTable.Of(["1", "2"]);

        classes.IndexOf(0L).ShouldBe(2);
        classes.Ascending().ShouldBe([2, 0, 1]);
    }

    [Fact]
    public void Only_two_classes_have_a_positive_one()
    {
        ClassTable.Of(["1", "-1"]).Positive.ShouldBe(1);
        ClassTable.Of(["1"]).Positive.ShouldBeNull();
        ClassTable.Of(["1", "2", "3"]).Positive.ShouldBeNull();
    }
}
