using System.Diagnostics;
using Gradus.Protocol;
using Gradus.Protocol.Stages;

namespace Gradus.Crash.Tests.Histories;

/// <summary>
/// Clients work through both dialects while servers are paused, killed, held up and cut off: in every history, each operation
/// takes effect at one moment between its invocation and its return, and in the order that the ledger has.
/// GRADUS_HISTORY_ROUNDS sets how many histories, GRADUS_CRASH_SEED repeats a run's choices.
/// </summary>
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const int DefaultRounds = 2;

    private static readonly string Folder = Path.Join(AppContext.BaseDirectory, "histories");

    private static int Rounds => Settings.Number("GRADUS_HISTORY_ROUNDS") ?? DefaultRounds;

    [Fact]
    public async Task Two_servers_on_one_PostgreSQL_do_one_thing_after_another_as_the_ledger_has_it()
    {
        await using var target = await Target.CreateAsync(postgres: true);
        await using var first = await Place.StartAsync("first", target);
        await using var second = await Place.StartAsync("second", target);
        await PlayAsync([first, second], Rounds, Enum.GetValues<Fault>());
    }

    [Fact]
    public async Task A_server_on_SQLite_does_one_thing_after_another_as_the_ledger_has_it()
    {
        await using var target = await Target.CreateAsync(postgres: false);
        await using var only = await Place.StartAsync("only", target);
        await PlayAsync([only], (Rounds + 2) / 3, [Fault.Paused, Fault.Killed]);
    }

    private async Task PlayAsync(IReadOnlyList<Place> places, int rounds, IReadOnlyList<Fault> faults)
    {
        output.WriteLine($"seed {Settings.Seed}, {rounds} rounds");
        using var api = new GradusClient(places[0].Address);
        await api.Stages.CreateAsync(new CreateStageDto(StageRegister.Sole, Occupancy: "one"));
        var tally = new Tally();
        var took = Stopwatch.StartNew();
        for (var round = 1; round <= rounds; round++)
        {
            var (histories, count) = await Round.PlayAsync(round, places, faults);
            tally.Faults += count;
            foreach (var history in histories)
            {
                await JudgeAsync(history, tally);
            }
        }

        output.WriteLine($"{rounds} rounds in {took.Elapsed.TotalSeconds:0} s: {tally}");
        tally.Faults.ShouldBeGreaterThanOrEqualTo(rounds);
        tally.Answered.ShouldBeGreaterThan(0);
        tally.Unknown.ShouldBeGreaterThan(0);
        tally.Records.ShouldBeGreaterThan(0);
        using var auditor = new GradusClient(places[^1].Address);
        (await auditor.Ledger.VerifyAsync(withBlobs: false)).Sound.ShouldBeTrue();
    }

    private async Task JudgeAsync(History history, Tally tally)
    {
        var search = history.Search();
        var violations = history.Order.Violations;
        tally.Add(history, search);
        if (search.Verdict == Verdict.Legal && violations.Count == 0)
        {
            return;
        }

        var file = Path.Join(Folder, $"{history.Model}-seed-{Settings.Seed}.jsonl");
        await history.WriteAsync(file);
        output.WriteLine($"{search.Verdict} after {search.States} states, seed {Settings.Seed}: {file}");
        output.WriteLine(history.Explain(search.Verdict));
        violations.ShouldBeEmpty($"the ledger's order of {history.Model}");
        search.Verdict.ShouldBe(Verdict.Legal, history.Model);
    }

    private sealed class Tally
    {
        private int _calls;
        private int _illegal;
        private int _undecided;
        private int _turnedAway;
        private int _states;

        public int Faults { get; set; }

        public int Answered { get; private set; }

        public int Unknown { get; private set; }

        public int Records { get; private set; }

        public void Add(History history, Linearization search)
        {
            _illegal += search.Verdict == Verdict.Illegal || history.Order.Violations.Count > 0 ? 1 : 0;
            _undecided += search.Verdict == Verdict.Undecided ? 1 : 0;
            _calls += history.Calls.Count;
            Answered += history.Calls.Count(call => call.IsAnswered);
            Unknown += history.Calls.Count(call => call.Outcome == Outcome.Unknown && call.Operation.IsWrite);
            _turnedAway += history.Calls.Count(call => call.Outcome == Outcome.TurnedAway);
            Records += history.Ledger.Count;
            _states = Math.Max(_states, search.States);
        }

        public override string ToString() =>
            $"{_calls} operations, {Answered} answered, {_turnedAway} turned away, {Unknown} changes of unknown outcome, "
            + $"{Records} records, {Faults} faults; {_illegal} illegal, {_undecided} undecided, at most {_states} states searched";
    }
}
