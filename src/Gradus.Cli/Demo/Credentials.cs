namespace Gradus.Cli.Demo;

/// <summary>What the caller shows to their own registry: the demo's has never heard of it and is not to see it.</summary>
internal static class Credentials
{
    /// <summary>The variables that say who somebody is.</summary>
    public static readonly IReadOnlyList<string> Variables =
    [
        "GRADUS_TOKEN",
        "GRADUS_USER",
        "MLFLOW_TRACKING_TOKEN",
        "MLFLOW_TRACKING_USERNAME",
        "MLFLOW_TRACKING_PASSWORD",
    ];

    /// <summary>An environment without them.</summary>
    public static Func<string, string?> LeftOutOf(Func<string, string?> environment) =>
        name => Variables.Contains(name) ? null : environment(name);
}
