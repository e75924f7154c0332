using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Processes;
using Gradus.Policies;

namespace Gradus.Cli.Demo;

/// <summary>
/// The demo's fourth part: a gateway answers with whatever holds the stage, and the next versions prove themselves on its
/// requests: one takes over step by step, one is rolled back by itself.
/// </summary>
internal sealed class LiveTraffic(Scene scene, Session session, Commands commands)
{
    private const int Incumbent = 3;
    private const int Good = 2;
    private const int Blind = 4;

    // Of the digits only; the rest of the team's rules stay.
    private const string Canary = """

        models:
          - match: digits
            stages:
              - name: Production
                from: any
                gates: []
                approvals: none
                verify:
                  # First asked in the background, then for a quarter of the requests; whoever fails goes back at once.
                  canary: { steps: [shadow, "25%"], each: 1s }
                  gates:
                    - served: { gateways: [demo], wait: 1m }
                    - traffic: { errors: "1%", agreement: "92%", requests: 300, wait: 1m }
                  on_failure: rollback

        """;

    /// <summary>Tells it all.</summary>
    /// <exception cref="DemoException">Something did not go as told.</exception>
    public async Task TellAsync(CancellationToken cancel)
    {
        await using var gateway = await ServeAsync(cancel);
        using var callers = new Callers(gateway.Address, scene.Samples.PathOf(Scene.Digits, "test.csv"));
        await AskAsync(callers, cancel);
        await ApplyPolicyAsync();
        var calling = callers.CallAsync();
        await TakeOverAsync(calling, cancel);
        await FailAsync(cancel);
        var answers = await callers.StopAsync(calling);
        DemoException.Unless(
            answers.Failed == 0 && !answers.ByVersion.ContainsKey(Blind) && answers.ByVersion.ContainsKey(Good),
            $"every request was answered, and none by version {Blind} ({answers.Failed} failed)"
        );
        var told = answers.ByVersion.OrderBy(pair => pair.Key).Select(pair => $"version {pair.Key}: {pair.Value}");
        scene.Narrator.Say(
            $"Meanwhile every request was answered ({string.Join(", ", told)}), none by version {Blind}."
        );
    }

    private async Task<DemoProcess> ServeAsync(CancellationToken cancel)
    {
        scene.Narrator.Step("A gateway answers with the version that holds the stage");
        scene.Narrator.Command($"serve models:/{Scene.Digits}/Production --name demo");
        return await DemoProcess.StartAsync(
            "gateway",
            SiblingProgram.FindServing(session.Environment),
            [
                $"models:/{Scene.Digits}/Production",
                "--name",
                "demo",
                "--server",
                scene.Server.Address.OriginalString,
                "--data",
                Path.Combine(scene.Data.FullPath, "serving"),
            ],
            scene.Data.GatewayLog,
            cancel
        );
    }

    private async Task AskAsync(Callers callers, CancellationToken cancel)
    {
        var (label, answer) = await callers.AskAsync(0, cancel);
        scene.Narrator.Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Asked by POST {Callers.Path} for the image of a {label}, version {answer.Version} says {answer.Label}."
            )
        );
        DemoException.Unless(
            answer.Version == Incumbent && answer.Label == label,
            $"version {Incumbent} reads the {label}"
        );
    }

    private Task ApplyPolicyAsync()
    {
        scene.Narrator.Step("From now on the next version of the digits must prove itself on real requests first");
        var file = Path.Combine(scene.Data.Typed, "canary.yaml");
        File.WriteAllText(file, PolicyPresets.Find("team") + Canary);
        return commands.RunAsync(ExitCode.Done, "policy", "apply", file, "--reason", "a canary for the digits");
    }

    private async Task TakeOverAsync(Task calling, CancellationToken cancel)
    {
        scene.Narrator.Say(
            $"Version {Good}, a hundredth of the size, is asked in the background, then takes a quarter, then all:"
        );
        await commands.RunAsync(ExitCode.Done, "promote", Scene.Digits, "--version", $"{Good}", "--to", "Production");
        DemoException.Unless(!calling.IsCompleted, "the callers call");
        await commands.RunAsync(ExitCode.Done, "status", Scene.Digits, "--stage", "Production");
        await InProductionAsync(Good, cancel);
    }

    private async Task FailAsync(CancellationToken cancel)
    {
        scene.Narrator.Step(
            $"A bad one never answers anybody: version {Blind}, which never saw an 8, is rolled back by itself"
        );
        await commands.RunAsync(
            ExitCode.Refused,
            "promote",
            Scene.Digits,
            "--version",
            $"{Blind}",
            "--to",
            "Production"
        );
        var ended = await scene.Server.Promotions.ListAsync(Scene.Digits, cancel: cancel);
        DemoException.Unless(
            ended.Promotions[0] is { Version: Blind, Phase: "RolledBack" },
            $"version {Blind} was rolled back for what it said"
        );
        await InProductionAsync(Good, cancel);
    }

    private async Task InProductionAsync(int version, CancellationToken cancel)
    {
        var traffic = await scene.Server.Serving.GetTrafficAsync(Scene.Digits, "Production", cancel);
        DemoException.Unless(
            traffic is { Holder.Version: var holder, Rollout: null } && holder == version,
            $"version {version} alone is in Production"
        );
    }
}
