using System.Security.Cryptography;
using System.Text;
using Gradus.Protocol;
using Gradus.Protocol.Approvals;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Protocol.Promotions;
using Gradus.Server.Tests.Hosting;
using Gradus.Testing.Signing;

namespace Gradus.Server.Tests.Promotions;

/// <summary>A stage that takes only what was signed by whom the policy trusts, from the upload to the move.</summary>
public sealed class SignedPromotionTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_signed_gets_in_and_what_is_not_is_told_how(bool onPostgres)
    {
        await using var database = onPostgres ? await PostgresDatabaseOfTest.CreateAsync() : null;
        await using var server = await StartAsync(Rules(_key), database?.Through(database.Port));
        await RegisterAsync(server, "signed", "signed");
        await RegisterAsync(server, "signed", "changed since");
        await server.RegisterAsync("m", "bare");

        var signed = await PromoteAsync(server, 1);
        var changed = await PromoteAsync(server, 2);
        var bare = await server.Api.Promotions.PlanAsync("m", new PromotionRequestDto("Production", 3));

        signed.Phase.ShouldBe("Succeeded");
        Gate(signed).Message.ShouldBe($"1 file signed by key {ModelSigner.HintOf(_key)}");
        changed.Phase.ShouldBe("Refused");
        changed
            .Unmet.ShouldHaveSingleItem()
            .Message.ShouldBe("model.sig is of other bytes: 'model.bin' changed after it was signed");
        var condition = bare.Conditions.Single(one => one.Name == "signed");
        condition.Message.ShouldBe("it is not signed: there is no signature file 'model.sig' among its files");
        condition.Unblock.ShouldBe(
            "Sign its files with a key or certificate that the policy trusts, and register them with 'model.sig' as another version."
        );
        (await server.StageOfAsync(1)).ShouldBe("Production");
        (await server.StageOfAsync(2)).ShouldBe("None");
    }

    [Fact]
    public async Task A_policy_with_another_key_says_so_beforehand_of_holders_and_of_the_past()
    {
        await using var server = await StartAsync(Rules(_key));
        await RegisterAsync(server, "signed", "signed");
        (await PromoteAsync(server, 1)).Phase.ShouldBe("Succeeded");
        var swapped = Rules(_other);

        var plan = await server.Api.Policy.PlanAsync(swapped);
        var replay = await server.Api.Policy.ReplayAsync(swapped);

        plan.Changes.ShouldHaveSingleItem()
            .ShouldBe(
                $"Production: signed: keys [{ModelSigner.HintOf(_key)[..16]}] → [{ModelSigner.HintOf(_other)[..16]}]"
            );
        plan.Holders.ShouldHaveSingleItem()
            .Unmet.ShouldHaveSingleItem()
            .Message.ShouldStartWith("model.sig is not signed with a trusted key");
        var judged = replay.Changed.ShouldHaveSingleItem();
        (judged.Was, judged.Would).ShouldBe(("passed", "blocked"));
        (await server.Api.Policy.ReplayAsync(Rules(_key))).Changed.ShouldBeEmpty();
    }

    [Trait("Abuse", "51")]
    [Fact]
    public async Task A_yes_given_while_another_key_was_trusted_is_void()
    {
        const string Approvals = "\n    approvals: { required: 2 }";
        await using var server = await StartAsync(Rules(_key) + Approvals);
        await RegisterAsync(server, "signed", "signed");
        var asked = await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Production", 1));
        await UntilAsync(server, asked.Id, "AwaitingApproval");
        var binding = (await server.Api.Promotions.GetAsync(asked.Id)).Binding;
        using var eve = new GradusClient(new GradusClientOptions(server.Address, "eve"));
        (await eve.Promotions.SayAsync(asked.Id, new SayDto("approve", Binding: binding))).Given.ShouldBe(1);

        await server.Api.Policy.ApplyAsync(Rules(_key, _other) + Approvals);
        await UntilAsync(server, asked.Id, "AwaitingApproval", promotion => promotion.Binding != binding);
        var late = await server.SendAsync(
            "POST",
            $"/api/v1/promotions/{asked.Id}/approvals",
            $$"""{"decision": "approve", "binding": "{{binding}}"}"""
        );

        late.Status.ShouldBe(System.Net.HttpStatusCode.Conflict);
        var said = await server.Api.Promotions.ApprovalsAsync(asked.Id);
        (said.Given, said.Approvals.ShouldHaveSingleItem().Standing).ShouldBe((0, "void"));
        (await server.StageOfAsync(1)).ShouldBe("None");
    }

    [Fact]
    public async Task A_check_after_the_move_finds_a_signer_who_is_not_trusted_any_more()
    {
        await using var server = await StartAsync(Watched(_key));
        await RegisterAsync(server, "signed", "signed");
        (await PromoteAsync(server, 1)).Phase.ShouldBe("Succeeded");

        await server.Api.Policy.ApplyAsync(Watched(_other));

        var version = await server.Api.Versions.GetAsync("m", 1);
        for (var tries = 0; tries < 300 && version.Status == "ready"; tries++)
        {
            await Task.Delay(100);
            version = await server.Api.Versions.GetAsync("m", 1);
        }

        version.Status.ShouldBe("revoked");
        version
            .StatusMessage.ShouldNotBeNull()
            .ShouldStartWith("After the move to Production: model.sig is not signed with a trusted key");
    }

    [Fact]
    public async Task A_signer_whom_the_check_after_the_move_does_not_trust_is_found_before_it()
    {
        await using var server = await StartAsync(Watched(_other));
        await RegisterAsync(server, "signed", "signed");

        var promotion = await PromoteAsync(server, 1);

        promotion.Phase.ShouldBe("Refused");
        promotion.Outcome.ShouldContain("after the move: model.sig is not signed with a trusted key");
        (await server.StageOfAsync(1)).ShouldBe("None");
    }

    // Let in by the one key, and looked at again and again with another.
    private string Watched(ECDsa key) =>
        $"{Rules(_key)}\n    verify:\n      every: 1s\n      gates:\n        - signed:\n            keys:{Pem(key, 16)}";

    private static string Rules(params ECDsa[] keys) =>
        "version: 1\nstages:\n  - name: Production\n    gates:\n      - signed:\n          keys:"
        + string.Concat(keys.Select(key => Pem(key, 14)));

    // An entry of a list, so far in.
    private static string Pem(ECDsa key, int indent)
    {
        var margin = new string(' ', indent);
        var lines = ModelSigner.PemOf(key).TrimEnd().Split('\n').Select(line => $"\n{margin}{line}");
        return $"\n{margin[2..]}- |{string.Concat(lines)}";
    }

    private static async Task<TestServer> StartAsync(string rules, string? database = null)
    {
        var server = await TestServer.StartAsync(database: database);
        await server.Api.Policy.ApplyAsync(rules);
        return server;
    }

    // Version of "m" with a signature of what was to be in it.
    private async Task RegisterAsync(TestServer server, string signed, string content)
    {
        var files = new Dictionary<string, byte[]> { ["model.bin"] = Encoding.UTF8.GetBytes(signed) };
        await server.SendAsync("POST", "/api/v1/models", """{"name":"m"}""");
        await server.Api.Versions.CreateAsync(
            "m",
            new CreateVersionDto(
                Files:
                [
                    await server.PutAsync("model.bin", Encoding.UTF8.GetBytes(content)),
                    await server.PutAsync("model.sig", ModelSigner.WithKey(_key, files)),
                ]
            )
        );
    }

    private static async Task<PromotionDto> PromoteAsync(TestServer server, int version) =>
        await server.EndOfAsync(
            (await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Production", version))).Id
        );

    private static async Task UntilAsync(
        TestServer server,
        string id,
        string phase,
        Func<PromotionDto, bool>? isRight = null
    )
    {
        for (var i = 0; i < 600; i++)
        {
            var promotion = await server.Api.Promotions.GetAsync(id);
            if (promotion.Phase == phase && isRight?.Invoke(promotion) != false)
            {
                return;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"Promotion {id} did not get to {phase}.");
    }

    private static GateDto Gate(PromotionDto promotion) => promotion.Gates.Single(gate => gate.Kind == "signed");
}
