using System.CommandLine;

namespace Gradus.Cli.CommandLine;

/// <summary>The options that every command takes.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?> Server = new("--server")
    {
        HelpName = "URL",
        Recursive = true,
        Description =
            "The Gradus server. Else GRADUS_SERVER, MLFLOW_REGISTRY_URI, MLFLOW_TRACKING_URI, http://127.0.0.1:5000.",
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Recursive = true,
        Description = "Print the API's JSON instead of text; errors as problem details on stderr.",
    };
}
