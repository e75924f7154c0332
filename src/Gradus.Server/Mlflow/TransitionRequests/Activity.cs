using Gradus.Core.Promotions;

namespace Gradus.Server.Mlflow.TransitionRequests;

/// <summary>What may be done about a version, as Databricks tells it apart.</summary>
internal enum ActivityKind
{
    /// <summary>Somebody asked for a stage.</summary>
    Requested,

    /// <summary>Somebody said yes.</summary>
    Approved,

    /// <summary>Somebody said no.</summary>
    Rejected,

    /// <summary>Somebody took a request, or their yes, back.</summary>
    Cancelled,

    /// <summary>Somebody said something else.</summary>
    Commented,

    /// <summary>The version moved.</summary>
    Applied,

    /// <summary>The version moved because another one did.</summary>
    Displaced,
}

/// <summary>Something that was done about a version.</summary>
/// <param name="Id">The promotion's id; of a move without one, the number of the transition.</param>
/// <param name="Kind">What.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="From">The stage that the version was in before.</param>
/// <param name="To">The stage asked for, or entered.</param>
/// <param name="At">When.</param>
/// <param name="Comment">What was said; may be empty.</param>
/// <param name="SystemComment">What the server says of it; may be empty.</param>
internal sealed record Activity(
    string Id,
    ActivityKind Kind,
    string Actor,
    string From,
    string To,
    DateTimeOffset At,
    string Comment,
    string SystemComment = ""
)
{
    /// <summary>What somebody did to a promotion just now.</summary>
    public static Activity On(Promotion promotion, ActivityKind kind, string actor, string from, string comment) =>
        new(
            Id: promotion.Id,
            Kind: kind,
            Actor: actor,
            From: from,
            To: promotion.Stage,
            At: promotion.UpdatedAt,
            Comment: comment,
            SystemComment: promotion.Outcome
        );
}
