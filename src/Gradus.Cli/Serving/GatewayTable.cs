using System.Globalization;
using Gradus.Cli.Screen;
using Gradus.Core.Serving;

namespace Gradus.Cli.Serving;

/// <summary>Prints what gateways said of a stage: a row for each version that one has loaded, and under them what is wrong.</summary>
internal static class GatewayTable
{
    private static readonly string[] Headings = ["Gateway", "Version", "Is", "Requests", "Failed", "p95"];

    /// <param name="terminal">Where it goes.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="at">Now, by the server's clock.</param>
    public static void Print(Terminal terminal, StageStatus stage, long at)
    {
        var isCompared = stage.Gateways.Any(gateway => gateway is { Candidate.Compared: > 0 });
        var table = new Table([.. Headings, .. isCompared ? (string[])["Agreed"] : [], "Heard"]);
        foreach (var gateway in stage.Gateways)
        {
            foreach (var (served, role) in PartsOf(gateway, stage))
            {
                table.Row([
                    Tone.Strong.Of(gateway.Gateway),
                    .. CellsOf(served, role),
                    .. isCompared ? (Piece[])[Agreed(served)] : [],
                    Heard(gateway, at),
                ]);
            }
        }

        table.Print(terminal, "");
        foreach (var gateway in stage.Gateways.Where(gateway => gateway.Problem is not null))
        {
            terminal.Line(Tone.Bad.Of($"✗ {gateway.Gateway}: "), gateway.Problem!);
        }
    }

    private static IEnumerable<(ServedStatus? Served, Piece Role)> PartsOf(GatewayStatus gateway, StageStatus stage)
    {
        yield return (gateway.Answering, gateway.Answering is null ? Tone.Bad.Of("nobody answers") : "answering");
        if (gateway.Candidate is { } candidate)
        {
            var isThere = stage.Rollout is null || gateway.Split == stage.Rollout.Split;
            yield return (candidate, isThere ? "candidate" : Tone.Doubtful.Of("candidate, not at this step yet"));
        }
    }

    private static IEnumerable<Piece> CellsOf(ServedStatus? served, Piece role) =>
        served is null
            ? ["", role, "", "", ""]
            :
            [
                Number(served.Version),
                role,
                Number(served.Requests),
                (served.Failures > 0 ? Tone.Bad : Tone.Plain).Of(Counted(served.Failures, served.Requests)),
                P95(served.P95Ms),
            ];

    private static string Agreed(ServedStatus? served) =>
        served is { Compared: > 0 }
            ? $"{Number(served.Agreed)} of {Number(served.Compared)} ({Percent(served.Agreed, served.Compared)})"
            : "";

    private static Piece Heard(GatewayStatus gateway, long at)
    {
        var ago = Shown.Duration(TimeSpan.FromMilliseconds(Math.Max(0, at - gateway.ReportedAt)));
        return gateway.Silent ? Tone.Bad.Of($"silent for {ago}") : Tone.Faint.Of($"{ago} ago");
    }

    private static string P95(double? milliseconds) =>
        milliseconds switch
        {
            null => "",
            double.PositiveInfinity => $"over {Rounded(LatencyHistogram.BoundOf(LatencyHistogram.Buckets - 2))} ms",
            { } known => $"{Rounded(known)} ms",
        };

    private static string Rounded(double milliseconds) =>
        Shown.Number(Math.Round(milliseconds, milliseconds < 100 ? 2 : 0));

    private static string Counted(long part, long whole) =>
        part == 0 ? "0" : $"{Number(part)} ({Percent(part, whole)})";

    // Neither none nor all of them unless it is so.
    private static string Percent(long part, long whole)
    {
        var rounded = Math.Round(100.0 * part / whole, 2);
        return rounded switch
        {
            0 when part > 0 => "below 0.01 %",
            100 when part < whole => "above 99.99 %",
            _ => $"{rounded.ToString("0.##", CultureInfo.InvariantCulture)} %",
        };
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
