using System.CommandLine;
using Gradus.Cli.Screen;

namespace Gradus.Cli.CommandLine;

/// <summary>Asks before something is lost, if someone is there to answer. A script has decided already.</summary>
internal static class Consent
{
    public static Option<bool> Option() => new("--yes", "-y") { Description = "Do not ask first." };

    public static bool Given(Run run, Option<bool> yes, string question)
    {
        if (run.Get(yes) || run.Json || !run.Terminal.IsErrorRich || !Terminal.CanAsk)
        {
            return true;
        }

        run.Terminal.Error.Write($"{question} [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
