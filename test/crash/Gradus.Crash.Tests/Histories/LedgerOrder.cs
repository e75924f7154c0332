namespace Gradus.Crash.Tests.Histories;

/// <summary>
/// Whether the order in which the ledger has one model's changes explains its history: each acknowledged change is there once,
/// each refused one not at all, none stands before one that was over when it began, and every answer has a place between two
/// records at which it is right.
/// </summary>
internal sealed class LedgerOrder
{
    private readonly IReadOnlyCollection<Call> _calls;
    private readonly IReadOnlyList<string> _ledger;
    private readonly Dictionary<string, int> _places;
    private readonly List<StageRegister> _states = [];
    private readonly List<string> _violations = [];
    private readonly List<(Call Call, int Place)> _placed = [];

    private LedgerOrder(IReadOnlyCollection<Call> calls, IReadOnlyList<string> ledger)
    {
        _calls = calls;
        _ledger = ledger;
        _places = ledger.Index().DistinctBy(one => one.Item).ToDictionary(one => one.Item, one => one.Index);
    }

    /// <summary>What is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>The first call that does not fit; null if all do, or the ledger has one that nobody asked for.</summary>
    public Call? Misfit { get; private set; }

    /// <summary>The ids of all calls as the ledger has them in order, those that it has no records of where they fit.</summary>
    public IReadOnlyList<string> Order =>
        [
            .. _places
                .Where(record => IsOfUse(record.Key))
                .Select(record => (Id: record.Key, Place: record.Value, IsRecord: true, Invoked: 0L))
                .Concat(_placed.Select(one => (one.Call.Id, one.Place, IsRecord: false, one.Call.Invoked)))
                .OrderBy(one => one.Place)
                .ThenBy(one => one.IsRecord)
                .ThenBy(one => one.Invoked)
                .Select(one => one.Id),
        ];

    /// <summary>Looks at a model's history.</summary>
    /// <param name="start">What the model was before.</param>
    /// <param name="calls">What was asked of it.</param>
    /// <param name="ledger">The ids of the calls that the ledger has records of, in its order.</param>
    public static LedgerOrder Of(StageRegister start, IReadOnlyCollection<Call> calls, IReadOnlyList<string> ledger)
    {
        var order = new LedgerOrder(calls, ledger);
        order.CheckRecords();
        if (order._violations.Count == 0)
        {
            order.CheckTime();
            order.Replay(start);
            order.PlaceTheRest();
        }

        return order;
    }

    private void CheckRecords()
    {
        var known = _calls.ToDictionary(call => call.Id);
        foreach (var (id, records) in _ledger.CountBy(id => id))
        {
            var call = known.GetValueOrDefault(id);
            Expect(call is not null, call, $"the ledger has {id}, which nobody asked for");
            Expect(records == 1, call, $"the ledger has {id} {records} times");
            Expect(call is null || call.Operation.IsWrite, call, $"the ledger has {id}, which only asks");
            Expect(call?.Outcome != Outcome.TurnedAway, call, $"the ledger has {id}, which was turned away");
            Expect(
                call is not { IsAnswered: true, Answer: Said.Refused },
                call,
                $"the ledger has {id}, which was refused"
            );
        }
    }

    private void CheckTime()
    {
        var recorded = _calls.Where(IsRecorded).ToList();
        foreach (var later in recorded)
        {
            foreach (var earlier in recorded.Where(earlier => earlier.IsBefore(later)))
            {
                Expect(
                    _places[earlier.Id] < _places[later.Id],
                    later,
                    $"{earlier.Id} was over before {later.Id} began, and the ledger has it behind"
                );
            }
        }
    }

    private void Replay(StageRegister start)
    {
        var known = _calls.ToDictionary(call => call.Id);
        _states.Add(start);
        foreach (var call in _ledger.Select(id => known[id]))
        {
            var (next, answer) = _states[^1].Apply(call.Operation);
            _states.Add(next);
            var isRight = call.IsAnswered ? answer == call.Answer : answer != Said.Refused;
            Expect(isRight, call, $"{call.Id} was answered '{call.Answer}'; by the ledger's order it is '{answer}'");
        }
    }

    // Each gets the earliest place that is left to it; who began first chooses first, so that none keeps another from its own.
    private void PlaceTheRest()
    {
        foreach (var call in _calls.Where(call => call.IsAnswered && !IsRecorded(call)).OrderBy(call => call.Invoked))
        {
            var first = _calls
                .Where(IsRecorded)
                .Where(write => write.IsBefore(call))
                .Max(write => (int?)_places[write.Id]);
            var last = _calls.Where(IsRecorded).Where(call.IsBefore).Min(write => (int?)_places[write.Id]);
            var others = _placed.Where(other => other.Call.IsBefore(call)).Max(other => (int?)other.Place);
            var from = Math.Max(first + 1 ?? 0, others ?? 0);
            var place = Enumerable
                .Range(from, Math.Max(0, (last ?? _ledger.Count) - from + 1))
                .Select(index => (int?)index)
                .FirstOrDefault(index => IsRightAt(call, _states[index!.Value]));
            Expect(
                place is not null,
                call,
                $"{call.Id} was answered '{call.Answer}', which is right nowhere among records {from} to {last ?? _ledger.Count}"
            );
            _placed.Add((call, place ?? from));
        }
    }

    private static bool IsRightAt(Call call, StageRegister state) =>
        state.Apply(call.Operation) is var (next, answer) && ReferenceEquals(next, state) && answer == call.Answer;

    // Of what nobody knows the outcome of, a record without effect may as well not be there.
    private bool IsOfUse(string id) =>
        _calls.Any(call => call.Id == id && call.IsAnswered)
        || (_places[id] < _states.Count - 1 && !ReferenceEquals(_states[_places[id]], _states[_places[id] + 1]));

    private bool IsRecorded(Call call) => _places.ContainsKey(call.Id);

    private void Expect(bool isSo, Call? call, string otherwise)
    {
        if (!isSo)
        {
            Misfit ??= call;
            _violations.Add(otherwise);
        }
    }
}
