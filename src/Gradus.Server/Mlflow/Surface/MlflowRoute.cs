namespace Gradus.Server.Mlflow.Surface;

/// <summary>Whether a route of MLflow's server is answered.</summary>
internal enum RouteState
{
    /// <summary>It does what MLflow's does.</summary>
    Served,

    /// <summary>It will be; until then it says what is missing.</summary>
    NotYet,

    /// <summary>It is not part of what Gradus is for.</summary>
    Never,
}

/// <summary>A route of MLflow's server.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below /api and /ajax-api, or the whole path where <see cref="IsRooted"/>.</param>
/// <param name="State">Whether it is answered.</param>
/// <param name="Subject">What it is about, for the refusal: "experiments".</param>
internal sealed record MlflowRoute(string Method, string Path, RouteState State, string Subject)
{
    /// <summary>Whether it exists once, outside /api and /ajax-api.</summary>
    public bool IsRooted { get; init; }
}
