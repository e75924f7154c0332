using Gradus.Cli.Screen;
using Gradus.Protocol.Approvals;

namespace Gradus.Cli.Approvals;

/// <summary>What people said of a promotion, and how each word counts.</summary>
internal static class ApprovalTable
{
    public static void Print(Terminal terminal, ApprovalStateDto state)
    {
        if (state.Required == 0 && state.Approvals.Count == 0)
        {
            return;
        }

        terminal.Line();
        terminal.Line(Tone.Heading.Of("Approvals"), $"  {Count(state)}");
        if (state.Approvals.Count == 0)
        {
            return;
        }

        var table = new Table("When", "Who", "Said", "Counts", "Comment");
        foreach (var word in state.Approvals)
        {
            table.Row(
                Tone.Faint.Of(Shown.Time(word.At)),
                Tone.Strong.Of(word.Actor),
                word.Decision,
                Standing(word.Standing),
                Shown.Brief(word.Comment, 80)
            );
        }

        table.Print(terminal, "");
    }

    /// <summary>E.g. "1 of 2 given, of release or risk, four eyes".</summary>
    public static string Count(ApprovalStateDto state)
    {
        var roles = state.Roles.Count > 0 ? $", of {string.Join(" or ", state.Roles)}" : "";
        return state.Required == 0
            ? "none needed"
            : $"{state.Given} of {state.Required} given{roles}{(state.FourEyes ? ", four eyes" : "")}";
    }

    private static Piece Standing(string? standing) =>
        standing switch
        {
            "counts" => Tone.Good.Of("yes"),
            "rejects" => Tone.Bad.Of("a rejection"),
            "wrong_role" => Tone.Doubtful.Of("no: not of a role that is asked for"),
            "nameless" => Tone.Doubtful.Of("no: nobody knows whose it is"),
            "not_four_eyes" => Tone.Doubtful.Of("no: asked for it, or registered the version"),
            "expired" => Tone.Doubtful.Of("no: expired"),
            "void" => Tone.Doubtful.Of("no: what was approved has changed since"),
            null => "",
            _ => standing,
        };
}
