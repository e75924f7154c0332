namespace Gradus.Crash.Tests.Histories;

/// <summary>How an operation ended for its client.</summary>
internal enum Outcome
{
    /// <summary>With an answer, which may be a refusal.</summary>
    Answered,

    /// <summary>It was not let in, so it has certainly not been done.</summary>
    TurnedAway,

    /// <summary>Nobody knows: it may take effect at any time from its invocation on, or never.</summary>
    Unknown,
}

/// <summary>An operation as its client saw it.</summary>
/// <param name="Id">Its own, by which the ledger knows it too.</param>
/// <param name="Client">Who did it, one after another.</param>
/// <param name="Server">Whom it was asked of.</param>
/// <param name="Operation">What was asked.</param>
/// <param name="Invoked">When, in microseconds of a clock that all clients share.</param>
/// <param name="Returned">When it was answered; of no meaning if it was not.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Answer">What was answered, in the words of <see cref="Said"/>.</param>
internal sealed record Call(
    string Id,
    string Client,
    string Server,
    Operation Operation,
    long Invoked,
    long Returned,
    Outcome Outcome,
    string Answer = ""
)
{
    public bool IsAnswered => Outcome == Outcome.Answered;

    /// <summary>Whether it was over before another one began.</summary>
    public bool IsBefore(Call other) => IsAnswered && Returned < other.Invoked;

    /// <summary>As it would have been seen if one had looked before its answer came.</summary>
    public Call Cut() => this with { Outcome = Outcome.Unknown, Answer = "" };
}
