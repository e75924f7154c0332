namespace Gradus.Protocol.Identities;

/// <summary>Who asks, as the server sees it.</summary>
/// <param name="Name">As whom the caller stands in the history.</param>
/// <param name="Kind">person or service; local where the registry has no users, and a name is what the client says it is.</param>
/// <param name="Groups">The groups it belongs to.</param>
/// <param name="Actions">The actions that its token is narrowed to; empty for none.</param>
/// <param name="Models">The models that its token is narrowed to; empty for none.</param>
public sealed record MeDto(
    string Name,
    string Kind,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> Actions,
    IReadOnlyList<string> Models
);

/// <summary>Whether somebody may do something.</summary>
/// <param name="User">Who.</param>
/// <param name="Action">What, e.g. promote.</param>
/// <param name="Model">With which model; absent for none in particular.</param>
/// <param name="Stage">In which stage; absent for none in particular.</param>
/// <param name="Allowed">Whether they may.</param>
/// <param name="Rule">The rule that decides.</param>
public sealed record PermissionDto(string User, string Action, string? Model, string? Stage, bool Allowed, string Rule);
