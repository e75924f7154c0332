using Gradus.Isolation;

namespace Gradus.Worker;

public sealed class OutputTailTests
{
    [Fact]
    public void Only_the_last_16_KB_are_kept()
    {
        var tail = new OutputTail();
        for (var i = 0; i < 100; i++)
        {
            tail.Append(new string('x', 1000));
        }

        tail.Append("\nend");

        tail.Text.Length.ShouldBe(16 * 1024);
        tail.LastLine().ShouldBe("end");
    }

    [Fact]
    public void The_last_line_that_says_something_counts()
    {
        var tail = new OutputTail();
        tail.Append("first\r\nsecond\r\n  \r\n\n");

        tail.LastLine().ShouldBe("second");
    }

    [Fact]
    public void Control_characters_do_not_reach_a_terminal()
    {
        var tail = new OutputTail();
        tail.Append("\u001b[31mred\u0007\u0000\u001b[0m");

        tail.LastLine().ShouldBe("red");
    }

    [Fact]
    public void A_line_without_end_is_cut()
    {
        var tail = new OutputTail();
        tail.Append(new string('y', 5000));

        tail.LastLine()!.Length.ShouldBe(601);
    }

    [Fact]
    public void Silence_has_no_last_line() => new OutputTail().LastLine().ShouldBeNull();
}
