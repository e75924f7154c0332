using System.Net;
using Gradus.Protocol.Stages;

namespace Gradus.Server.Tests.Promotions;

public sealed class RestartTests
{
    [Fact]
    public async Task A_promotion_goes_on_where_the_server_was_stopped_before_anyone_took_the_work()
    {
        await using var server = await Registry.StartAsync(1);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9"]);

        await server.RestartAsync();
        var worker = new FakeWorker(server);
        await worker.MeasureAsync(await worker.GetWorkAsync(), ("accuracy", 0.95));

        (await server.EndOfAsync(asked.Id)).Phase.ShouldBe("Succeeded");
        (await server.StageOfAsync(1)).ShouldBe("Staging");
    }

    [Fact]
    public async Task A_worker_keeps_its_lease_over_a_restart_and_its_answer_is_taken()
    {
        await using var server = await Registry.StartAsync(1);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9"]);
        var work = await new FakeWorker(server).GetWorkAsync();

        await server.RestartAsync();
        var answer = await new FakeWorker(server).MeasureAsync(work, ("accuracy", 0.95));

        answer.Status.ShouldBe(HttpStatusCode.NoContent);
        (await server.EndOfAsync(asked.Id)).Phase.ShouldBe("Succeeded");
    }

    [Fact]
    public async Task What_had_ended_is_not_done_again()
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9"]);
        await worker.MeasureAsync(await worker.GetWorkAsync(), ("accuracy", 0.95));
        var ended = await server.EndOfAsync(asked.Id);
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Archived"));

        await server.RestartAsync();
        await Task.Delay(500);

        (await server.Api.Promotions.GetAsync(asked.Id)).Revision.ShouldBe(ended.Revision);
        (await server.StageOfAsync(1)).ShouldBe("Archived");
        (await new FakeWorker(server).FindWorkAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Everything_is_still_there()
    {
        await using var server = await Registry.StartAsync(3);
        await server.Api.Models.SetAliasAsync("m", "champion", 2);
        await server.Api.Versions.TransitionAsync("m", 3, new TransitionRequestDto("Production"));
        string[] paths = ["/api/v1/models/m", "/api/v1/models/m/history", "/api/v1/stages", "/api/v1/datasets"];
        var before = await Task.WhenAll(paths.Select(path => server.SendAsync("GET", path)));

        await server.RestartAsync();

        var after = await Task.WhenAll(paths.Select(path => server.SendAsync("GET", path)));
        after.Select(answer => answer.Text).ShouldBe(before.Select(answer => answer.Text));
        (await server.Api.Versions.VerifyAsync("m", 1)).Sound.ShouldBeTrue();
    }
}
