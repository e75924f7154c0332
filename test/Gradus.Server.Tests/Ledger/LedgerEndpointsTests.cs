using System.Buffers.Binary;
using System.Net;
using Gradus.Core.Ledger;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Server.Tests;

namespace Gradus.Server.Ledger;

public sealed class LedgerEndpointsTests : IAsyncLifetime
{
    private TestServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        await _server.Api.Models.CreateAsync(new CreateModelDto("m"));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_checkpoint_is_signed_and_its_proofs_verify()
    {
        var first = await _server.Api.Ledger.CheckpointAsync();
        await _server.Api.Models.CreateAsync(new CreateModelDto("n"));
        var second = await _server.Api.Ledger.CheckpointAsync();
        var proof = await _server.Api.Ledger.ProveConsistencyAsync(first.Size, second.Size);

        second.Size.ShouldBe(first.Size + 1);
        SignedNote.Parse(second.Note).Value.IsSignedBy(NoteKey.Parse(second.Key).Value).ShouldBeTrue();
        MerkleProof
            .VerifyConsistency(
                first.Size,
                second.Size,
                Convert.FromHexString(first.Root),
                Convert.FromHexString(second.Root),
                [.. proof.Hashes.Select(Convert.FromHexString)]
            )
            .ShouldBeTrue();
    }

    [Fact]
    public async Task The_log_is_served_as_tiles_and_bundles()
    {
        var size = (await _server.Api.Ledger.CheckpointAsync()).Size;
        var note = await _server.Http.GetStringAsync("/api/v1/ledger/log/checkpoint", Cancellation);
        var tile = await _server.Http.GetByteArrayAsync($"/api/v1/ledger/log/tile/0/000.p/{size}", Cancellation);
        var bundle = await _server.Http.GetByteArrayAsync(
            $"/api/v1/ledger/log/tile/entries/000.p/{size}",
            Cancellation
        );

        var root = MerkleTree.Root(tile.Chunk(32));
        Checkpoint.Parse(SignedNote.Parse(note).Value.Text).Value.Root.Hex.ShouldBe(Convert.ToHexStringLower(root));
        var first = bundle.AsSpan(2, BinaryPrimitives.ReadUInt16BigEndian(bundle));
        MerkleTree.Leaf(first).ShouldBe(tile[..32]);
    }

    [Theory]
    [InlineData("tile/0/000")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/9/000.p/1")]
    [InlineData("tile/0/x")]
    [InlineData("tile/0/../checkpoint")]
    [InlineData("tile/0/x001/000")]
    [InlineData("tile/entries/999999999999999999999")]
    public async Task A_tile_that_there_is_not_is_not_found(string path)
    {
        using var answer = await _server.SendRawAsync(HttpMethod.Get, $"/api/v1/ledger/log/{path}", null, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/api/v1/ledger/entries?start=0&end=2000")]
    [InlineData("/api/v1/ledger/entries?start=-1&end=2")]
    [InlineData("/api/v1/ledger/records?action=nonsense")]
    [InlineData("/api/v1/ledger/records?since=-5")]
    [InlineData("/api/v1/ledger/records?max_results=0")]
    [InlineData("/api/v1/ledger/records?page_token=forged")]
    [InlineData("/api/v1/ledger/consistency?first=3&second=2")]
    [InlineData("/api/v1/ledger/consistency?first=0&second=99999")]
    public async Task What_makes_no_sense_is_refused(string path)
    {
        using var answer = await _server.Http.GetAsync(path, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Only_the_owner_may_read_the_key()
    {
        var file = Path.Join(_server.Data, "ledger.key");

        (await File.ReadAllTextAsync(file, Cancellation)).ShouldStartWith("-----BEGIN PRIVATE KEY-----");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task The_key_outlives_a_restart()
    {
        var before = await _server.Api.Ledger.CheckpointAsync();
        await _server.RestartAsync();

        (await _server.Api.Ledger.CheckpointAsync()).Note.ShouldBe(before.Note);
    }

    [Fact]
    public async Task An_old_backup_that_is_restored_is_seen_and_nothing_is_signed_any_more()
    {
        var backup = Path.Join(_server.Data, "backup.db");
        await _server.ExecuteAsync($"VACUUM INTO '{backup}'");
        await _server.Api.Models.CreateAsync(new CreateModelDto("later"));
        var size = (await _server.Api.Ledger.CheckpointAsync()).Size;
        await _server.RestartAsync(() => File.Move(backup, Path.Join(_server.Data, "gradus.db"), overwrite: true));

        var refused = await Should.ThrowAsync<GradusException>(() => _server.Api.Ledger.CheckpointAsync());
        refused.Message.ShouldContain(
            $"a checkpoint over {size} was published: records were removed, or an old backup was restored."
        );
        (await _server.Http.GetAsync("/health", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var found = await _server.Api.Ledger.VerifyAsync(withBlobs: false);
        (found.Sound, found.Incomplete).ShouldBe((false, true));
    }

    [Fact]
    public async Task A_suffix_that_was_written_anew_is_seen_against_the_last_checkpoint()
    {
        await _server.Api.Ledger.CheckpointAsync();
        await _server.ExecuteAsync("UPDATE ledger SET leaf = printf('%064d', 0) WHERE sequence = 1");

        var refused = await Should.ThrowAsync<GradusException>(() => _server.Api.Ledger.CheckpointAsync());

        refused.Message.ShouldBe("The ledger's end is not that of its records.");
    }

    [Fact]
    public async Task Another_key_does_not_go_on_signing()
    {
        await _server.Api.Ledger.CheckpointAsync();
        await _server.RestartAsync(() => File.Delete(Path.Join(_server.Data, "ledger.key")));

        var refused = await Should.ThrowAsync<GradusException>(() => _server.Api.Ledger.CheckpointAsync());

        refused.Message.ShouldStartWith(
            "The ledger's last checkpoint was not signed with this key: start the server with --ledger-key"
        );
    }

    [Fact]
    public async Task A_row_that_was_edited_behind_the_ledgers_back_is_named()
    {
        await _server.ExecuteAsync("UPDATE models SET description = 'mine' WHERE name = 'm'");

        var found = await _server.Api.Ledger.VerifyAsync(withBlobs: false);

        found.Sound.ShouldBeFalse();
        found.Differences.ShouldBe(["models \"m\" has another description than the ledger says"]);
    }
}
