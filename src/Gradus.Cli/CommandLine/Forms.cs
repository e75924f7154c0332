using System.CommandLine;
using System.CommandLine.Parsing;
using Gradus.Core.Gates;

namespace Gradus.Cli.CommandLine;

/// <summary>Options whose words have a form of their own. It is checked here, so that a slip of the pen asks no server.</summary>
internal static class Forms
{
    /// <summary>Bounds such as <c>accuracy>=0.95</c>.</summary>
    public static Option<string[]> Bounds(string name, string description) =>
        Checked(
            Words.ManyOption(name, "BOUND", description),
            text => ThresholdGate.Parse(text, null).IsOk,
            text => $"{name} takes a bound such as \"accuracy>=0.95\" or \"latency_p95_ms<=50\", not '{text}'."
        );

    /// <summary>Bounds, of measured metrics or, as in <c>logged accuracy>=0.95</c>, of logged ones.</summary>
    public static Option<string[]> Requirements(string name, string description) =>
        Checked(
            Words.ManyOption(name, "BOUND", description),
            text => ThresholdGate.ParseRequirement(text, null).IsOk,
            text =>
                $"{name} takes a bound such as \"accuracy>=0.95\", \"latency_p95_ms<=50\" or \"logged accuracy>=0.95\", not '{text}'."
        );

    /// <summary>Metrics to be best by, such as <c>accuracy</c> or <c>log_loss:min</c>; of equals by the first the next decides.</summary>
    public static Option<string[]> Objectives(string description) =>
        Checked(
            Words.ManyOption("--best", "METRIC[:min|:max]", description),
            text => text.Split(',').All(IsObjective),
            text => $"--best takes a metric such as accuracy, or log_loss:min, not '{text}'."
        );

    /// <summary>A SHA-256 digest, with or without its prefix.</summary>
    public static Option<string?> Digest(string name, string description) =>
        Checked(
            Words.TextOption(name, "DIGEST", description),
            text => Core.Artifacts.Digest.Parse(text).IsOk,
            text => $"{name} takes a digest such as sha256:3f1c…, of 64 hexadecimal digits, not '{text}'."
        );

    private static Option<T> Checked<T>(Option<T> option, Func<string, bool> isRight, Func<string, string> complaint)
    {
        option.Validators.Add(result => Check(result, isRight, complaint));
        return option;
    }

    private static void Check(OptionResult result, Func<string, bool> isRight, Func<string, string> complaint)
    {
        if (result.Tokens.FirstOrDefault(token => !isRight(token.Value)) is { } wrong)
        {
            result.AddError(complaint(wrong.Value));
        }
    }

    private static bool IsObjective(string text) =>
        text.Split(':') is [{ Length: > 0 }] or [{ Length: > 0 }, "min" or "max"];
}
