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

        return Ask(run, question);
    }

    /// <summary>As <see cref="Given"/>, for what a script must not do by default: where nobody can be asked, --yes must be said.</summary>
    public static bool GivenAloud(Run run, Option<bool> yes, string question, string otherwise)
    {
        if (run.Get(yes))
        {
            return true;
        }

        return !run.Json && run.Terminal.IsErrorRich && Terminal.CanAsk
            ? Ask(run, question)
            : throw new UsageException(otherwise);
    }

    private static bool Ask(Run run, string question)
    {
        run.Terminal.Error.Write($"{question} [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
