using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Promotions;
using Gradus.Protocol;
using Gradus.Protocol.Approvals;

namespace Gradus.Cli.Approvals;

/// <summary><c>gradus reject | withdraw | comment ID</c></summary>
internal static class Say
{
    public static Verb Reject() =>
        Create(
            "reject",
            "Reject a promotion that waits for approval; it ends, and the version stays where it is.",
            "Rejected",
            ["reject 0198c2f4d7 --comment \"drift on the new region\"", "reject churn/3 --to Production"]
        );

    public static Verb Withdraw() =>
        Create(
            "withdraw",
            "Take back what you said of a promotion, while it is still open.",
            "Withdrawn",
            ["withdraw 0198c2f4d7", "withdraw churn/3 --to Production --comment \"I looked at the wrong report\""]
        );

    public static Verb Comment()
    {
        var target = new PromotionTarget();
        var text = Words.Text("text", "TEXT", "What you say. It stands with the promotion.");
        var verb = new Verb("comment", "Say something on a promotion that is open, for all to read.")
        {
            Group = Root.People,
            Arguments = { text },
            Examples =
            [
                "comment 0198c2f4d7 \"waiting for the fairness report\"",
                "comment churn/3 \"see ticket 12\" --to Production",
            ],
        };
        target.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var id = await target.ResolveAsync(run, cancel);
                var state = await run.Server.Promotions.SayAsync(id, new SayDto("comment", run.Get(text)), cancel);
                return Answer(run, state, $"Noted on promotion {id}.");
            }
        );
        return verb;
    }

    /// <summary>What people say besides.</summary>
    public static Option<string?> CommentOption() =>
        Words.TextOption("--comment", "TEXT", "Why. It stands with the promotion.");

    /// <summary>Answers with how the promotion stands now.</summary>
    public static int Answer(Run run, ApprovalStateDto state, string sentence) =>
        run.Answer(state, ProtocolJson.Default.ApprovalStateDto, (_, _) => run.Done(sentence));

    /// <summary>The same, and what has become of the promotion by it.</summary>
    public static int AnswerWithOutcome(Run run, ApprovalStateDto state, string sentence) =>
        Answer(run, state, $"{sentence} {state.Phase}: {state.Outcome}");

    private static Verb Create(string word, string description, string done, IReadOnlyList<string> examples)
    {
        var target = new PromotionTarget();
        var comment = CommentOption();
        var verb = new Verb(word, description)
        {
            Group = Root.People,
            Options = { comment },
            Examples = examples,
        };
        target.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var id = await target.ResolveAsync(run, cancel);
                var state = await run.Server.Promotions.SayAsync(id, new SayDto(word, run.Get(comment)), cancel);
                return AnswerWithOutcome(
                    run,
                    state,
                    $"{done}. Approvals of promotion {id}: {ApprovalTable.Count(state)}."
                );
            }
        );
        return verb;
    }
}
