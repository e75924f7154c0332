using System.Numerics;

namespace Gradus.Crash.Tests.Histories;

/// <summary>Whether one model's history can be explained.</summary>
internal enum Verdict
{
    Legal,
    Illegal,

    /// <summary>The search was given up.</summary>
    Undecided,
}

/// <summary>
/// Searches for an order of a history's calls in which each takes effect at one moment between its invocation and its return,
/// and each answer is the register's. It is the search of Wing and Gong (Testing and verifying concurrent objects, 1993) with
/// the memory of Lowe (Testing for linearizability, 2017): what has been taken and what the register is then is tried once.
/// Models are independent, so each is searched on its own (Horn and Kroening's P-compositionality, 2015).
/// </summary>
internal sealed class Linearization
{
    private readonly Call[] _calls;
    private readonly int _limit;
    private readonly HashSet<(BigInteger, StageRegister)> _seen = [];
    private readonly List<Call> _path = [];
    private bool _isGivenUp;

    private Linearization(IEnumerable<Call> calls, IReadOnlyList<string> guess, int limit)
    {
        _limit = limit;
        var guessed = guess.Index().DistinctBy(one => one.Item).ToDictionary(one => one.Item, one => one.Index);
        // What was turned away has no effect, and a question that nobody heard the answer of says nothing. Those whose effect
        // is not known come last: they are tried when nothing else explains what was seen.
        _calls =
        [
            .. calls
                .Where(call => call.IsAnswered || (call.Outcome == Outcome.Unknown && call.Operation.IsWrite))
                .OrderBy(call => guessed.GetValueOrDefault(call.Id, int.MaxValue))
                .ThenBy(call => call.IsAnswered ? call.Returned : long.MaxValue)
                .ThenBy(call => call.Invoked),
        ];
    }

    public Verdict Verdict { get; private set; }

    /// <summary>How many states were looked at.</summary>
    public int States => _seen.Count;

    /// <summary>The order that explains the history or, if none does, the longest that explains a part of it.</summary>
    public IReadOnlyList<Call> Order { get; private set; } = [];

    /// <summary>Searches through a model's history.</summary>
    /// <param name="start">What the model was before.</param>
    /// <param name="calls">What was asked of it.</param>
    /// <param name="guess">Ids of calls in an order that is tried first. The verdict is the same without, only later.</param>
    /// <param name="limit">After how many states the search is given up.</param>
    public static Linearization Of(
        StageRegister start,
        IEnumerable<Call> calls,
        IReadOnlyList<string>? guess = null,
        int limit = 200_000
    )
    {
        var search = new Linearization(calls, guess ?? [], limit);
        search.Verdict =
            search.Explains(BigInteger.Zero, start) ? Verdict.Legal
            : search._isGivenUp ? Verdict.Undecided
            : Verdict.Illegal;
        return search;
    }

    /// <summary>
    /// The shortest beginning of an illegal history that is illegal too, up to a return: the last call of it is the one whose
    /// answer is impossible.
    /// </summary>
    public static IReadOnlyList<Call> ShortestIllegal(
        StageRegister start,
        IReadOnlyCollection<Call> calls,
        IReadOnlyList<string>? guess = null
    )
    {
        var returns = calls.Where(call => call.IsAnswered).Select(call => call.Returned).Order().ToArray();
        var (low, high) = (0, returns.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var isIllegal = Of(start, UpTo(calls, returns[middle]), guess).Verdict == Verdict.Illegal;
            (low, high) = isIllegal ? (low, middle) : (middle + 1, high);
        }

        return UpTo(calls, returns[low]);
    }

    /// <summary>A history as it was at a time: what was not answered by then is not known.</summary>
    public static IReadOnlyList<Call> UpTo(IEnumerable<Call> calls, long time) =>
        [
            .. calls
                .Where(call => call.Invoked <= time)
                .Select(call => call.IsAnswered && call.Returned > time ? call.Cut() : call)
                .OrderBy(call => call.Invoked),
        ];

    private bool Explains(BigInteger taken, StageRegister register)
    {
        var depth = _path.Count;
        taken = TakeWhatChangesNothing(taken, register);
        if (_path.Count > Order.Count)
        {
            Order = [.. _path];
        }

        if (IsAllTaken(taken) || (IsNew(taken, register) && IsExplainedByOneOf(taken, register)))
        {
            return true;
        }

        _path.RemoveRange(depth, _path.Count - depth);
        return false;
    }

    private bool IsExplainedByOneOf(BigInteger taken, StageRegister register)
    {
        foreach (var i in Ready(taken))
        {
            var (next, answer) = register.Apply(_calls[i].Operation);
            // One whose effect is not known and that has none here may as well never happen.
            if (_calls[i].IsAnswered ? answer != _calls[i].Answer : ReferenceEquals(next, register))
            {
                continue;
            }

            _path.Add(_calls[i]);
            if (Explains(taken | (BigInteger.One << i), next))
            {
                return true;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return false;
    }

    // Questions and refusals change nothing wherever they stand. One that is answered rightly now can be taken now: whatever
    // order there is, it explains as much with this one at its front.
    private BigInteger TakeWhatChangesNothing(BigInteger taken, StageRegister register)
    {
        for (var hasTaken = true; hasTaken; )
        {
            hasTaken = false;
            foreach (var i in Ready(taken).Where(ChangesNothing).ToList())
            {
                if (register.Apply(_calls[i].Operation).Answer == _calls[i].Answer)
                {
                    _path.Add(_calls[i]);
                    taken |= BigInteger.One << i;
                    hasTaken = true;
                }
            }
        }

        return taken;
    }

    private bool ChangesNothing(int i) =>
        _calls[i].IsAnswered && (!_calls[i].Operation.IsWrite || _calls[i].Answer == Said.Refused);

    // Those that may be next: none that is left was over before they began.
    private IEnumerable<int> Ready(BigInteger taken)
    {
        var left = Enumerable.Range(0, _calls.Length).Where(i => !Has(taken, i)).ToList();
        var first = left.Min(i => (long?)(_calls[i].IsAnswered ? _calls[i].Returned : long.MaxValue));
        return left.Where(i => _calls[i].Invoked <= first);
    }

    private bool IsAllTaken(BigInteger taken) =>
        !Enumerable.Range(0, _calls.Length).Any(i => _calls[i].IsAnswered && !Has(taken, i));

    private bool IsNew(BigInteger taken, StageRegister register)
    {
        _isGivenUp |= _seen.Count >= _limit;
        return !_isGivenUp && _seen.Add((taken, register));
    }

    private static bool Has(BigInteger taken, int i) => !(taken & (BigInteger.One << i)).IsZero;
}
