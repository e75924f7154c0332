using Gradus.Cli.CommandLine;
using Gradus.Policies;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Demo;

/// <summary>The demo's third part: rules as code, a refusal that teaches, somebody else's approval, and the way back.</summary>
internal sealed class TeamWork(Scene scene, Session session, Commands commands)
{
    private const string Newcomer = "v3-forest.onnx";
    private const int Version = 6;
    private const int Incumbent = 2;
    private const string Colleague = "rita";

    /// <summary>Tells it all.</summary>
    /// <exception cref="DemoException">Something did not go as told.</exception>
    public async Task TellAsync(CancellationToken cancel)
    {
        await ApplyPolicyAsync();
        await RefuseAsync(cancel);
        var promotion = await AskAsync(cancel);
        await ApproveAsync(promotion, cancel);
        await RollBackAsync(cancel);
    }

    private async Task ApplyPolicyAsync()
    {
        scene.Narrator.Step(
            "Rules as code: the policy 'team' wants one holder, documentation, and somebody else's yes"
        );
        var file = Path.Combine(scene.Data.Typed, "gradus.yaml");
        await File.WriteAllTextAsync(file, PolicyPresets.Find("team"));
        await commands.RunAsync(ExitCode.Done, "policy", "apply", file, "--reason", "we are a team now");
    }

    private async Task RefuseAsync(CancellationToken cancel)
    {
        scene.Narrator.Step("A version that nobody described is refused, and told what would unblock it");
        var path = scene.Samples.PathOf(Scene.Tumours, Newcomer);
        await scene.Server.Versions.UploadAsync(Scene.Tumours, path, new(), null, cancel);
        await commands.RunAsync(
            ExitCode.Done,
            "models",
            "transition-stage",
            "--model-name",
            Scene.Tumours,
            "--version",
            $"{Version}",
            "--stage",
            "Staging"
        );
        await commands.RunAsync(
            ExitCode.Refused,
            "promote",
            Scene.Tumours,
            "--version",
            $"{Version}",
            "--to",
            "Production"
        );
        await commands.RunAsync(ExitCode.Refused, "why", $"{Scene.Tumours}/{Version}", "--to", "Production");
        await InProductionAsync(Incumbent, cancel);
    }

    private async Task<PromotionDto> AskAsync(CancellationToken cancel)
    {
        scene.Narrator.Step("Described, it waits for a second pair of eyes");
        await commands.RunAsync(
            ExitCode.Done,
            "versions",
            "describe",
            Scene.Tumours,
            $"{Version}",
            "the forest again, trained on all features"
        );
        await commands.RunAsync(
            ExitCode.Pending,
            "promote",
            Scene.Tumours,
            "--version",
            $"{Version}",
            "--to",
            "Production",
            "--no-wait"
        );
        var open = await scene.Server.Promotions.ListAsync(Scene.Tumours, onlyOpen: true, cancel: cancel);
        DemoException.Unless(open.Promotions is [{ Version: Version }], $"version {Version} waits to be approved");
        return await commands.UntilAsync(open.Promotions[0], "AwaitingApproval", cancel);
    }

    private async Task ApproveAsync(PromotionDto promotion, CancellationToken cancel)
    {
        scene.Narrator.Say($"{Colleague} looks at it, and says yes:");
        var colleague = session with
        {
            Environment = name => name == "GRADUS_USER" ? Colleague : session.Environment(name),
        };
        await commands.RunAsync(
            ExitCode.Done,
            colleague,
            $"GRADUS_USER={Colleague} ",
            "approve",
            promotion.Id,
            "--comment",
            "looks right to me"
        );
        await commands.UntilAsync(promotion, "Succeeded", cancel);
        await commands.RunAsync(ExitCode.Done, "promotions", "show", promotion.Id);
        await InProductionAsync(Version, cancel);
    }

    private async Task RollBackAsync(CancellationToken cancel)
    {
        scene.Narrator.Step("One command takes it back, to the version that was good there before");
        await commands.RunAsync(
            ExitCode.Done,
            "rollback",
            Scene.Tumours,
            "--stage",
            "Production",
            "--reason",
            "false alarms went up"
        );
        await InProductionAsync(Incumbent, cancel);
    }

    private async Task InProductionAsync(int version, CancellationToken cancel)
    {
        var holders = await scene.Server.History.GetHoldersAsync(
            Scene.Tumours,
            "Production",
            DateTimeOffset.UtcNow,
            cancel
        );
        DemoException.Unless(
            holders.Holders is [{ Version: var holder }] && holder == version,
            $"version {version} alone is in Production"
        );
    }
}
