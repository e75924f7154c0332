using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Identities;

namespace Gradus.Cli.Auth;

/// <summary><c>gradus auth tokens create</c>: the only time that a token's secret is shown.</summary>
internal static class CreateToken
{
    private static readonly TimeSpan DefaultLife = TimeSpan.FromDays(90);

    public static Verb Create()
    {
        var user = Words.TextOption("--user", "USER", "Whose it is to be (default: your own).");
        var life = Words.DurationOption("--for", "How long it is good, e.g. 12h or 90d (default 90d).");
        var endless = new Option<bool>("--no-expiry") { Description = "Good until it is revoked." };
        var scope = Words.ManyOption("--scope", "WORDS", "Actions it is narrowed to, e.g. read,request.");
        var models = Words.ManyOption("--models", "PATTERN", "Models it is narrowed to, e.g. 'fraud-*'.");
        var description = Words.TextOption("--description", "TEXT", "What it is for.");
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print the secret and nothing else." };
        var verb = new Verb("create", "Make a token and show its secret, this once.")
        {
            Options = { user, life, endless, scope, models, description, quiet },
            Notes =
            [
                "A token can do what its user may do, or less. Actions: read, register, request, approve, promote, rollback, waive, break-glass, hold, report-check, apply-policy, administer.",
            ],
            Examples =
            [
                "auth tokens create --for 30d --description \"laptop\"",
                "auth tokens create --user ci --scope read,request --models 'fraud-*' --quiet",
            ],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var asked = new CreateTokenDto(
                    run.Get(user),
                    run.Get(description),
                    [.. run.Get(scope).SelectMany(words => words.Split(',', StringSplitOptions.TrimEntries))],
                    run.Get(models),
                    EndOf(run, life, endless)
                );
                var created = await run.Server.Tokens.CreateAsync(asked, cancel);
                return run.Answer(
                    created,
                    ProtocolJson.Default.CreatedTokenDto,
                    (_, dto) => Print(run, dto, run.Get(quiet))
                );
            }
        );
        return verb;
    }

    private static long? EndOf(Run run, Option<TimeSpan?> life, Option<bool> endless)
    {
        if (run.Get(endless) && run.Has(life))
        {
            throw new UsageException("Give --for or --no-expiry, not both.");
        }

        return run.Get(endless)
            ? null
            : (DateTimeOffset.UtcNow + (run.Get(life) ?? DefaultLife)).ToUnixTimeMilliseconds();
    }

    private static void Print(Run run, CreatedTokenDto created, bool quiet)
    {
        if (!quiet)
        {
            var token = created.Token;
            var end = token.ExpiresAt is { } at ? $"until {Shown.Time(at)}" : "until it is revoked";
            run.Done($"Token {token.Id} of '{token.User}' is good for {Tokens.Say(token)}, {end}.");
            run.Terminal.Remark(
                Tone.Faint.Of("Its secret is shown this once. Clients of MLflow take it as MLFLOW_TRACKING_TOKEN:")
            );
        }

        run.Terminal.Line(created.Secret);
    }
}
