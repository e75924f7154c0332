using System.Globalization;
using Gradus.Protocol.Work;
using Gradus.Worker.Files;

namespace Gradus.Worker.Commands;

/// <summary>
/// The whole environment of a test command. PATH is the worker's; besides it nothing of the worker's environment is in it.
/// The gate's own variables may replace PATH and LANG, and none of those that say what is tested.
/// </summary>
internal static class CommandVariables
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The variables.</summary>
    /// <param name="command">What is run.</param>
    /// <param name="subject">Which version it is about.</param>
    /// <param name="incumbent">Whether the files of an incumbent are laid out.</param>
    /// <param name="folder">Where everything lies.</param>
    /// <param name="path">The worker's own PATH.</param>
    public static Dictionary<string, string> Of(
        WorkCommandDto command,
        WorkSubjectDto subject,
        bool incumbent,
        JobFolder folder,
        string? path
    )
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = string.IsNullOrEmpty(path) ? UsualPath : path,
            ["LANG"] = "C.UTF-8",
        };
        foreach (var (name, value) in command.Environment)
        {
            variables[name] = value;
        }

        variables["HOME"] = folder.Home;
        variables["TMPDIR"] = folder.Temporary;
        variables["MODEL_NAME"] = subject.Model;
        variables["MODEL_PATH"] = folder.Model;
        variables["STAGE"] = subject.Stage;
        variables["CANDIDATE_VERSION"] = subject.Candidate.ToString(CultureInfo.InvariantCulture);
        variables["INCUMBENT_VERSION"] = subject.Incumbent?.ToString(CultureInfo.InvariantCulture) ?? "";
        variables["INCUMBENT_PATH"] = incumbent ? folder.Incumbent : "";
        variables["REPORT_PATH"] = ReportPath(command, folder);
        return variables;
    }

    /// <summary>Where the command leaves its report.</summary>
    public static string ReportPath(WorkCommandDto command, JobFolder folder) =>
        Path.Join(folder.Reports, command.Report == CommandVerdict.JUnit ? "report.xml" : "report.json");
}
