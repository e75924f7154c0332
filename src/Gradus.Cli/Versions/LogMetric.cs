using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Protocol;

namespace Gradus.Cli.Versions;

/// <summary><c>gradus versions log-metric MODEL VERSION NAME=VALUE…</c></summary>
internal static class LogMetric
{
    public static Verb Create()
    {
        var model = Words.Model();
        var version = Words.Version();
        var metrics = new Argument<KeyValuePair<string, double>[]>("metrics")
        {
            HelpName = "NAME=VALUE",
            Description = "A metric and its value; NaN where it is undefined. Several may follow one another.",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result => [.. result.Tokens.Select(token => Parse(result, token.Value))],
        };
        var verb = new Verb("log-metric", "Log metrics for a version. One that was logged before gets the new value.")
        {
            Arguments = { model, version, metrics },
            Examples =
            [
                "versions log-metric churn 3 accuracy=0.97",
                "versions log-metric churn 3 accuracy=0.97 drift=0.02",
            ],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var values = new Dictionary<string, double>();
                foreach (var (name, value) in run.Get(metrics))
                {
                    values[name] = value;
                }

                var logged = await run.Server.Gates.LogMetricsAsync(run.Get(model), run.Get(version), values, cancel);
                return run.Answer(
                    logged,
                    ProtocolJson.Default.LoggedMetricListDto,
                    (_, _) =>
                        run.Done($"Logged {string.Join(", ", values.Keys)} for {run.Get(model)}/{run.Get(version)}.")
                );
            }
        );
        return verb;
    }

    private static KeyValuePair<string, double> Parse(ArgumentResult result, string text)
    {
        var split = text.LastIndexOf('=');
        if (
            split > 0
            && double.TryParse(text[(split + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        )
        {
            return new(text[..split], value);
        }

        result.AddError($"'{text}' is not a metric: write NAME=VALUE, e.g. accuracy=0.97.");
        return default;
    }
}
