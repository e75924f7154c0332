using System.Runtime.CompilerServices;

namespace Gradus.Cli.Processes;

/// <summary>The name that the program was called by.</summary>
internal static class CalledName
{
    public const string Gradus = "gradus";
    public const string Mlflow = "mlflow";

    /// <summary>"mlflow" if it was called so, else "gradus".</summary>
    public static string OfThisProcess() =>
        // A program that is not compiled natively is not told its name; the wrapper then says it.
        RuntimeFeature.IsDynamicCodeSupported
            ? Of(Environment.GetEnvironmentVariable("GRADUS_CALLED_AS") ?? "")
            : Of(Environment.GetCommandLineArgs()[0]);

    /// <summary>The name in a path such as <c>/usr/bin/mlflow</c> or <c>mlflow.exe</c>.</summary>
    public static string Of(string path) =>
        Path.GetFileNameWithoutExtension(path).Equals(Mlflow, StringComparison.OrdinalIgnoreCase) ? Mlflow : Gradus;
}
