using System.Runtime.Versioning;
using Gradus.Cli.Processes;

namespace Gradus.Cli.Tests.Processes;

[UnsupportedOSPlatform("windows")]
public sealed class MlflowNameTests : IDisposable
{
    private readonly string _folder = SearchPath.Resolve(Directory.CreateTempSubdirectory("gradus-mlflow-").FullName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("mlflow", "mlflow")]
    [InlineData("/usr/local/bin/mlflow", "mlflow")]
    [InlineData("mlflow.exe", "mlflow")]
    [InlineData("gradus", "gradus")]
    [InlineData("/opt/mlflow/gradus", "gradus")]
    [InlineData("something-else", "gradus")]
    public void The_name_is_the_last_part_of_what_was_called(string path, string name) =>
        CalledName.Of(path).ShouldBe(name);

    [Theory]
    [InlineData(
        "models promote",
        "Unknown command 'promote' in 'mlflow models'. Did you mean 'mlflow models transition-stage'? To have the version tested first: mlflow promote"
    )]
    [InlineData("model list", "Unknown command 'model' in 'mlflow'. Did you mean 'models'?")]
    [InlineData(
        "models transition-stage --name m --version 3 --stage P",
        "Unknown option '--name' for 'mlflow models transition-stage'. Did you mean --model-name?"
    )]
    public async Task A_wrong_guess_is_answered_here_though_another_mlflow_is_at_hand(string line, string complaint)
    {
        Program("mlflow");

        var outcome = await Cli.RunAsync("mlflow", Path(_folder), line.Split(' '));

        outcome.Complaint.ShouldBe(complaint);
        outcome.ExitCode.ShouldBe(2);
    }

    [Theory]
    [InlineData("experiments search --view all", "Unknown command 'experiments' in 'mlflow'.")]
    [InlineData("models serve -m models:/m/1", "Unknown command 'serve' in 'mlflow models'.")]
    [InlineData("modles list", "Unknown command 'modles' in 'mlflow'. Did you mean 'models'?")]
    [InlineData("experiments --help", "'mlflow experiments --help' is not a Gradus command.")]
    public async Task What_only_the_real_mlflow_knows_is_wrong_usage_where_there_is_none(string line, string complaint)
    {
        var outcome = await Cli.RunAsync("mlflow", Path(_folder), line.Split(' '));

        outcome.Complaint.ShouldStartWith(complaint);
        outcome.Complaint.ShouldEndWith("(There is no other mlflow on PATH that could know it.)");
        outcome.ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task The_same_commands_are_there_under_both_names()
    {
        var asMlflow = await Cli.RunAsync("mlflow", [], "models", "--help");
        var asGradus = await Cli.RunAsync("models", "--help");

        asMlflow.Output.ShouldBe(asGradus.Output.Replace("gradus models", "mlflow models", StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_mlflow_on_the_path_that_is_not_Gradus_is_the_real_one()
    {
        var wrapper = Program("here", "gradus");
        File.CreateSymbolicLink(System.IO.Path.Combine(_folder, "here", "mlflow"), wrapper);
        Program("broken", "mlflow-not");
        File.CreateSymbolicLink(System.IO.Path.Combine(_folder, "broken", "mlflow"), "/nowhere/mlflow");
        var data = Program("data", "mlflow");
        File.SetUnixFileMode(data, UnixFileMode.UserRead);
        var real = Program("real", "mlflow");
        Program("later", "mlflow");

        var found = RealMlflow.Find(
            Path(In("here"), In("broken"), In("nowhere"), In("data"), In("real"), In("later")).GetValueOrDefault
        );

        found.ShouldBe(real);
    }

    [Fact]
    public void Links_are_followed_through_folders_and_chains()
    {
        var gradus = Program("repository", "gradus");
        Directory.CreateSymbolicLink(In("linked"), In("repository"));
        File.CreateSymbolicLink(System.IO.Path.Combine(_folder, "repository", "mlflow"), "gradus");
        File.CreateSymbolicLink(System.IO.Path.Combine(_folder, "chain"), System.IO.Path.Combine("linked", "mlflow"));

        SearchPath.Resolve(System.IO.Path.Combine(_folder, "chain")).ShouldBe(gradus);
    }

    private string In(string folder) => System.IO.Path.Combine(_folder, folder);

    private string Program(params string[] path)
    {
        var file = System.IO.Path.Combine([_folder, .. path]);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "#!/bin/sh\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return file;
    }

    private static Dictionary<string, string> Path(params string[] folders) =>
        new() { ["PATH"] = string.Join(System.IO.Path.PathSeparator, folders) };
}
