using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Gradus.Protocol.Models;

namespace Gradus.Cli.CommandLine;

/// <summary>The arguments and options that several commands have in common, with what they accept.</summary>
internal static class Words
{
    // In seconds: a hundred years.
    private const double LongestTime = 100.0 * 366 * 86_400;

    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    public static Argument<string> Model() =>
        new("model") { HelpName = "MODEL", Description = "The registered model's name." };

    public static Argument<int> Version() =>
        new("version")
        {
            HelpName = "VERSION",
            Description = "The version's number.",
            CustomParser = ParseVersion,
        };

    public static Option<int?> VersionOption(string description) => VersionNamed("--version", description);

    public static Option<int?> VersionNamed(string name, string description) =>
        new(name)
        {
            HelpName = "N",
            Description = description,
            CustomParser = result => ParseVersion(result),
        };

    /// <summary>The stage that a command of <c>stages</c> is about.</summary>
    public static Option<string?> StageName() =>
        Required(TextOption("--name", "STAGE", "The stage, exactly as registered."));

    /// <summary>The same option, which then cannot be left out.</summary>
    public static Option<T> Required<T>(Option<T> option)
    {
        option.Required = true;
        return option;
    }

    /// <summary>A word that may be left out at the end of the line.</summary>
    public static Argument<string?> OptionalText(string name, string placeholder, string description) =>
        new(name)
        {
            Description = description,
            HelpName = placeholder,
            Arity = ArgumentArity.ZeroOrOne,
        };

    public static Argument<string> Text(string name, string placeholder, string description) =>
        new(name) { HelpName = placeholder, Description = description };

    public static Option<string?> TextOption(string name, string placeholder, string description) =>
        new(name) { HelpName = placeholder, Description = description };

    /// <summary>Where <see cref="Run.HandOutAsync"/> writes.</summary>
    public static Option<string?> Output() =>
        TextOption("--output", "FILE", "The file to write (default: to the screen).");

    public static Option<string[]> ManyOption(string name, string placeholder, string description) =>
        new(name)
        {
            HelpName = placeholder,
            Description = description,
            DefaultValueFactory = _ => [],
        };

    public static Option<int?> NumberOption(string name, string placeholder, string description, int least) =>
        new(name)
        {
            HelpName = placeholder,
            Description = description,
            CustomParser = result => ParseNumber(result, least),
        };

    public static Argument<TagDto> Tag() =>
        new("tag")
        {
            HelpName = "KEY=VALUE",
            Description = "The tag and its value; the value may be empty.",
            CustomParser = result => ParseTag(result, result.Tokens[0].Value)!,
        };

    public static Option<TagDto[]> Tags() =>
        new("--tag")
        {
            HelpName = "KEY=VALUE",
            Description = "A tag to set.",
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
            CustomParser = result => [.. result.Tokens.Select(t => ParseTag(result, t.Value)).OfType<TagDto>()],
        };

    /// <summary>A length of time: seconds, or with a unit as in 90s, 10m, 2h, 7d.</summary>
    public static Option<TimeSpan?> DurationOption(string name, string description) =>
        new(name)
        {
            HelpName = "TIME",
            Description = description,
            CustomParser = ParseDuration,
        };

    /// <summary>A time; what it is for is said in the first words of the description.</summary>
    public static Option<DateTimeOffset?> TimeOption(string name, string description) =>
        new(name)
        {
            HelpName = "TIME",
            Description = $"{description}: ISO 8601, UTC unless it says otherwise; a date is its first instant.",
            CustomParser = ParseTime,
        };

    private static DateTimeOffset? ParseTime(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, Utc, out var time))
        {
            return time;
        }

        result.AddError($"{NameOf(result)} takes a time such as 2026-03-01 or 2026-03-01T09:30:00Z, not '{text}'.");
        return null;
    }

    private static int ParseVersion(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0)
        {
            return version;
        }

        result.AddError($"'{text}' is not a version: versions are numbered 1, 2, 3 and so on.");
        return 0;
    }

    private static int? ParseNumber(ArgumentResult result, int least)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least)
        {
            return number;
        }

        result.AddError($"{NameOf(result)} takes a whole number from {least} on, not '{text}'.");
        return null;
    }

    private static TagDto? ParseTag(ArgumentResult result, string text)
    {
        var split = text.IndexOf('=', StringComparison.Ordinal);
        if (split > 0)
        {
            return new TagDto(text[..split], text[(split + 1)..]);
        }

        result.AddError($"'{text}' is not a tag: write KEY=VALUE.");
        return null;
    }

    private static TimeSpan? ParseDuration(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var (digits, unit) = text switch
        {
            [.., 's'] => (text[..^1], 1),
            [.., 'm'] => (text[..^1], 60),
            [.., 'h'] => (text[..^1], 3_600),
            [.., 'd'] => (text[..^1], 86_400),
            _ => (text, 1),
        };
        if (
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (double)number * unit <= LongestTime
        )
        {
            return TimeSpan.FromSeconds((double)number * unit);
        }

        result.AddError($"{NameOf(result)} takes a time such as 90s, 10m, 2h or 7d, not '{text}'.");
        return null;
    }

    private static string NameOf(ArgumentResult result) =>
        result.Parent is OptionResult { Option: { } option } ? option.Name : result.Argument.Name;
}
