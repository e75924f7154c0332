using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Identities;

namespace Gradus.Cli.Auth;

/// <summary><c>gradus auth tokens …</c></summary>
internal static class Tokens
{
    public static CommandLine.Noun Create() =>
        new("tokens", "", "Tokens, with which users and service accounts show who they are.")
        {
            List(),
            CreateToken.Create(),
            Revoke(),
        };

    private static Verb List()
    {
        var user = Words.TextOption("--user", "USER", "Whose (default: your own).");
        var everyone = new Option<bool>("--everyone") { Description = "Everyone's." };
        var page = new PageOptions();
        var verb = new Verb("list", "List tokens, newest first, also those that expired or were revoked.")
        {
            Options = { user, everyone },
            Examples = ["auth tokens list", "auth tokens list --user ci", "auth tokens list --everyone --all"],
        };
        page.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (tokens, next) = await page.ReadAsync(
                    run,
                    async (max, start) =>
                    {
                        var found = await run.Server.Tokens.ListAsync(
                            run.Get(user),
                            run.Get(everyone),
                            max,
                            start,
                            cancel
                        );
                        return (found.Tokens, found.NextPageToken);
                    }
                );
                return run.Answer(new TokenPageDto(tokens, next), ProtocolJson.Default.TokenPageDto, Print);
            }
        );
        return verb;
    }

    private static Verb Revoke()
    {
        var id = Words.Text("id", "ID", "The token's id, which is not its secret; see: auth tokens list.");
        var verb = new Verb("revoke", "Take a token back for good, at once.")
        {
            Arguments = { id },
            Examples = ["auth tokens revoke 0198c2f4d7a17c3e9b5d60f2a84e1c37"],
        };
        verb.Does(
            async (run, cancel) =>
                run.Answer(
                    await run.Server.Tokens.RevokeAsync(run.Get(id), cancel),
                    ProtocolJson.Default.TokenDto,
                    (_, dto) => run.Done($"Token {dto.Id} of '{dto.User}' is revoked.")
                )
        );
        return verb;
    }

    /// <summary>E.g. "everything", "read, request", "read on fraud-*".</summary>
    public static string Say(TokenDto token) =>
        (token.Actions.Count == 0 ? "everything" : string.Join(", ", token.Actions))
        + (token.Models.Count == 0 ? "" : $" on {string.Join(", ", token.Models)}");

    private static void Print(Terminal terminal, TokenPageDto page)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var table = new Table("Id", "User", "Good for", "What for", "Expires", "Last used", "Revoked");
        foreach (var token in page.Tokens)
        {
            table.Row(
                token.Id,
                Tone.Strong.Of(token.User),
                Say(token),
                Shown.Brief(token.Description),
                token.ExpiresAt is not { } end ? "never" : (end <= now ? Tone.Bad : Tone.Faint).Of(Shown.Time(end)),
                token.LastUsedAt is { } used ? Tone.Faint.Of(Shown.Time(used)) : "never",
                token.RevokedAt is { } at ? Tone.Bad.Of(Shown.Time(at)) : ""
            );
        }

        table.Print(terminal, "No tokens.");
        PageOptions.PrintMore(terminal, page.NextPageToken);
    }
}
