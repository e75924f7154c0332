using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;

namespace Gradus.Crash.Tests.Histories;

/// <summary>
/// One short history of each of a few new models: clients ask the servers for this and that while the servers are disturbed;
/// in the end, all is looked at once more.
/// </summary>
internal sealed class Round : IDisposable
{
    private const int Clients = 10;
    private const int OperationsOfEach = 24;
    private const int Versions = 3;
    private const int MaxRestMs = 60;
    private const int MaxPauseMs = 2_000;

    // How many answers there are at least from one fault to the next: a busy machine gets as far as an idle one.
    private const int AnswersBetween = 30;

    // Shorter than many a pause: then what was asked takes effect when its client has long gone on.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1_200);
    private static readonly TimeSpan RestOfTurnedAway = TimeSpan.FromMilliseconds(100);

    private readonly string _name;
    private readonly IReadOnlyList<Place> _places;
    private readonly IReadOnlyList<Fault> _faults;
    private readonly int _seed;
    private readonly string[] _models;
    private readonly Recorder _recorder;

    private Round(int number, IReadOnlyList<Place> places, IReadOnlyList<Fault> faults)
    {
        _name = $"r{number}";
        _places = places;
        _faults = faults;
        _seed = unchecked((Settings.Seed * 10_007) + (number * 101));
        _models = [$"{_name}-a", $"{_name}-b", $"{_name}-c"];
        _recorder = new Recorder(_name, Patience);
    }

    /// <summary>Plays a round to its end.</summary>
    /// <param name="number">Which one it is: its models and its choices follow from it.</param>
    /// <param name="places">The servers.</param>
    /// <param name="faults">What may happen to them.</param>
    /// <returns>The histories, and how many faults there were.</returns>
    public static async Task<(IReadOnlyList<History> Histories, int Faults)> PlayAsync(
        int number,
        IReadOnlyList<Place> places,
        IReadOnlyList<Fault> faults
    )
    {
        using var round = new Round(number, places, faults);
        await round.PrepareAsync();
        var working = Task.WhenAll(
            Enumerable.Range(1, Clients).Select(client => Task.Run(() => round.WorkAsync(client)))
        );
        var count = await round.DisturbAsync(working);
        await working;
        await round.LookAsync();
        return (await round.CollectAsync(), count);
    }

    public void Dispose() => _recorder.Dispose();

    private async Task PrepareAsync()
    {
        using var api = new GradusClient(_places[0].Address);
        foreach (var model in _models)
        {
            await InTimeAsync(() => api.Models.CreateAsync(new CreateModelDto(model)));
            for (var version = 1; version <= Versions; version++)
            {
                await InTimeAsync(() =>
                    api.Versions.CreateAsync(model, new CreateVersionDto(Source: "s3://bucket/one"))
                );
            }

            // An answer that was lost in preparing is no part of the history.
            var versions = await InTimeAsync(() => api.Versions.ListAsync(model, new SearchQuery()));
            versions.Versions.Count.ShouldBe(Versions, $"{model}, as it was prepared");
        }
    }

    private async Task WorkAsync(int client)
    {
        var random = new Random(unchecked(_seed + client));
        var life = 1;
        for (var done = 0; done < OperationsOfEach; )
        {
            var model = _models[random.Next(_models.Length)];
            var place = _places[random.Next(_places.Count)];
            var call = await _recorder.DoAsync($"{client}.{life}", place, model, Choose(random));
            // Who does not know what became of an operation cannot say that the next one came after it.
            life += call.Outcome == Outcome.Unknown ? 1 : 0;
            done += call.Outcome == Outcome.TurnedAway ? 0 : 1;
            await Task.Delay(
                call.Outcome == Outcome.TurnedAway
                    ? RestOfTurnedAway
                    : TimeSpan.FromMilliseconds(random.Next(MaxRestMs))
            );
        }
    }

    private static Operation Choose(Random random)
    {
        var dialect = (Dialect)random.Next(2);
        var version = random.Next(1, Versions + 2);
        var alias = random.Next(2) == 0 ? "champion" : "shadow";
        var key = random.Next(2) == 0 ? "owner" : "region";
        return random.Next(20) switch
        {
            < 5 => new Move(dialect, version, Stage(random), random.Next(2) == 0),
            5 => new Register(dialect),
            6 or 7 => new SetAlias(dialect, alias, version),
            8 => new DeleteAlias(dialect, alias),
            9 => new SetTag(dialect, key, $"{random.Next()}"),
            10 => new DeleteTag(dialect, key),
            11 or 12 => new ReadVersion(dialect, version),
            13 or 14 => new ReadVersions(dialect),
            15 => new ReadHolders(dialect, Stage(random)),
            16 => new ReadAlias(dialect, alias),
            17 => new ReadModel(dialect),
            18 => new ReadTransitions(),
            _ => new ReadHolders(dialect, StageRegister.Sole),
        };
    }

    private static string Stage(Random random) =>
        random.Next(6) switch
        {
            0 => StageRegister.Archive,
            1 => "Staging",
            2 or 3 => "Production",
            _ => StageRegister.Sole,
        };

    private async Task<int> DisturbAsync(Task working)
    {
        var random = new Random(_seed);
        for (var count = 0; ; count++)
        {
            var enough = AnswersUntilNow() + AnswersBetween;
            await Load.UntilAsync(() => working.IsCompleted || AnswersUntilNow() >= enough, "the servers answer");
            if (working.IsCompleted)
            {
                return count;
            }

            var place = _places[random.Next(_places.Count)];
            var fault = _faults[random.Next(_faults.Count)];
            await place.DisturbAsync(fault, TimeSpan.FromMilliseconds(random.Next(MaxPauseMs)));
        }
    }

    private int AnswersUntilNow() => _recorder.Calls.Count(one => one.Call.IsAnswered);

    // Everything, through every server and in both dialects, until it is answered.
    private async Task LookAsync()
    {
        var questions = Enum.GetValues<Dialect>()
            .SelectMany(dialect => (Operation[])[new ReadVersions(dialect), new ReadModel(dialect)])
            .Append(new ReadHolders(Dialect.Native, StageRegister.Sole))
            .Append(new ReadTransitions())
            .ToList();
        foreach (var (place, model) in _places.SelectMany(place => _models.Select(model => (place, model))))
        {
            foreach (var question in questions)
            {
                await Load.UntilAsync(
                    async () => (await _recorder.DoAsync("last", place, model, question)).IsAnswered,
                    $"{place.Name} answers"
                );
            }
        }
    }

    private async Task<IReadOnlyList<History>> CollectAsync()
    {
        var calls = _recorder.Calls.ToLookup(one => one.Model, one => one.Call);
        var histories = new List<History>();
        foreach (var model in _models)
        {
            var ledger = await ReadLedgerAsync(model);
            histories.Add(new History(model, StageRegister.With(Versions), [.. calls[model]], ledger));
        }

        return histories;
    }

    // Whose records they are tells the calls; those of the preparation are nobody's.
    private async Task<IReadOnlyList<string>> ReadLedgerAsync(string model)
    {
        using var api = new GradusClient(_places[^1].Address);
        var found = new List<(long Sequence, string Actor)>();
        for (string? token = null; ; )
        {
            var page = await InTimeAsync(() =>
                api.Ledger.ListAsync(subject: $"models/{model}", maxResults: 100, pageToken: token)
            );
            found.AddRange(page.Records.Select(record => (record.Sequence, record.Actor)));
            if ((token = page.NextPageToken) is null)
            {
                break;
            }
        }

        return
        [
            .. found
                .Where(record => record.Actor.StartsWith($"{_name}-", StringComparison.Ordinal))
                .OrderBy(record => record.Sequence)
                .Select(record => record.Actor),
        ];
    }

    // Nothing is disturbed now, but connections may still break that were ended before.
    private static async Task<T> InTimeAsync<T>(Func<Task<T>> ask)
    {
        T? answer = default;
        await Load.UntilAsync(
            async () =>
            {
                try
                {
                    answer = await ask();
                    return true;
                }
                catch (Exception e) when (e is GradusUnreachableException or GradusException { Status: 503 })
                {
                    return false;
                }
            },
            "the server answers"
        );
        return answer!;
    }
}
