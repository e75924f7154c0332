using System.CommandLine;
using System.Globalization;

namespace Gradus.Cli.CommandLine;

/// <summary>A model's version in one word, <c>churn/3</c>, or in two, <c>churn --version 3</c>.</summary>
internal sealed class VersionTarget
{
    private const string Scheme = "models:/";

    private readonly Argument<string> _target = new("target")
    {
        HelpName = "MODEL/VERSION",
        Description = "The version, e.g. churn/3.",
    };

    private readonly Option<int?> _version = Words.VersionOption("The version, where MODEL stands alone.");

    public void AddTo(Command command)
    {
        command.Arguments.Insert(0, _target);
        command.Options.Insert(0, _version);
    }

    /// <summary>What was typed; throws if it names no version.</summary>
    public (string Model, int Version) Read(Run run)
    {
        var target = Split(run.Get(_target));
        return (target.Version, run.Get(_version)) switch
        {
            ({ } version, null) => (target.Model, version),
            (null, { } version) => (target.Model, version),
            (null, null) => throw new UsageException(
                $"Say which version: {target.Model}/3, or {target.Model} --version 3."
            ),
            _ => throw new UsageException($"'{run.Get(_target)}' names a version already: leave --version out."),
        };
    }

    /// <summary>Splits <c>churn/3</c> or <c>models:/churn/3</c>; without a slash there is no version.</summary>
    public static (string Model, int? Version) Split(string text)
    {
        var name = text.StartsWith(Scheme, StringComparison.Ordinal) ? text[Scheme.Length..] : text;
        var slash = name.LastIndexOf('/');
        if (slash < 0)
        {
            return (name, null);
        }

        return
            slash > 0
            && name.IndexOf('/', StringComparison.Ordinal) == slash
            && int.TryParse(name[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && version > 0
            ? (name[..slash], version)
            : throw new UsageException($"'{text}' is not a version: write MODEL/VERSION, e.g. churn/3.");
    }
}
