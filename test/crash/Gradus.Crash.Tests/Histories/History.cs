using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gradus.Crash.Tests.Histories;

/// <summary>All that was asked of one model, and the order in which the ledger has it.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Start">What it was before.</param>
/// <param name="Calls">What was asked of it.</param>
/// <param name="Ledger">The ids of the calls that the ledger has records of, in its order.</param>
internal sealed record History(
    string Model,
    StageRegister Start,
    IReadOnlyList<Call> Calls,
    IReadOnlyList<string> Ledger
)
{
    // How many calls before the impossible one are shown.
    private const int Shown = 25;

    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>How the ledger's order explains it.</summary>
    public LedgerOrder Order => LedgerOrder.Of(Start, Calls, Ledger);

    /// <summary>Whether any order explains it; the ledger's is tried first.</summary>
    public Linearization Search() => Linearization.Of(Start, Calls, Order.Order);

    /// <summary>
    /// What cannot be, one call a line as people read it: the shortest beginning that no order explains or, if the search was
    /// given up, all until the first call that does not fit into the ledger's order.
    /// </summary>
    public string Explain(Verdict verdict)
    {
        var order = Order;
        var end = order.Misfit is { IsAnswered: true } misfit ? misfit.Returned : long.MaxValue;
        var begun =
            verdict == Verdict.Illegal
                ? Linearization.ShortestIllegal(Start, Calls, order.Order)
                : Linearization.UpTo(Calls, end);
        var last = begun.Where(call => call.IsAnswered).MaxBy(call => call.Returned);
        var longest = Linearization.Of(Start, begun, order.Order).Order;
        var state = longest.Aggregate(Start, (register, call) => register.Apply(call.Operation).Next);
        return string.Join(
            '\n',
            [
                $"{verdict}: the answer to {last?.Id} on {Model}. The last {Shown} calls that had begun by then:",
                .. begun.TakeLast(Shown).Select(call => (call == last ? "> " : "  ") + Line(call)),
                $"The longest order that explains a part of it: {string.Join(' ', longest.Select(call => call.Id))}",
                $"after which the model is {state}",
                $"The ledger's order: {string.Join(' ', Ledger)}",
            ]
        );
    }

    /// <summary>Writes it to a file, one call a line as JSON, in the order of their invocations, and the ledger's order last.</summary>
    public async Task WriteAsync(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var lines = Calls
            .OrderBy(call => call.Invoked)
            .Select(call =>
                JsonSerializer.Serialize(
                    new
                    {
                        call.Id,
                        call.Client,
                        call.Server,
                        Operation = $"{call.Operation}",
                        call.Invoked,
                        Returned = call.IsAnswered ? call.Returned : (long?)null,
                        call.Outcome,
                        call.Answer,
                    },
                    Json
                )
            );
        await File.WriteAllLinesAsync(file, [.. lines, JsonSerializer.Serialize(new { Model, Ledger }, Json)]);
    }

    private static string Line(Call call) =>
        $"{call.Invoked, 9}..{(call.IsAnswered ? call.Returned : "?"), -9} {call.Client, -5} {call.Server} {call.Id} "
        + $"{call.Operation} -> {(call.IsAnswered ? call.Answer : call.Outcome)}";
}
