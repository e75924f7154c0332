using System.Text;
using Gradus.Artifacts.Local;
using Gradus.Core.Backups;
using Gradus.Data.Backups;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Server.Backups;
using Gradus.Server.Hosting;
using Gradus.Server.Tests;
using Gradus.Server.Tests.Hosting;

namespace Gradus.Cli.Tests.Backups;

/// <summary>A registry is backed up while it is served, and comes back as it was: rows, ledger, bytes.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gradus-backups-").FullName;

    private string Backups => Path.Join(_folder, "backups");

    private string Restored => Path.Join(_folder, "restored");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_was_backed_up_while_others_wrote_comes_back_and_goes_on(bool fromPostgres, bool toPostgres)
    {
        await using var from = fromPostgres ? await PostgresDatabaseOfTest.CreateAsync() : null;
        await using var to = toPostgres ? await PostgresDatabaseOfTest.CreateAsync() : null;
        await using var server = await TestServer.StartAsync(database: from?.Through(from.Port));
        await RegisterAsync(server, "one", "two");
        using var end = new CancellationTokenSource();
        var writing = WriteAsync(server, end.Token);
        await Task.Delay(100, TestContext.Current.CancellationToken);

        var taken = await BackUpAsync(server);
        await end.CancelAsync();
        var written = await writing;

        taken.ExitCode.ShouldBe(0, taken.Error);
        await RestoreAsync(to?.Through(to.Port));
        CopyKey(server.Data);
        await using var restored = await TestServer.StartAsync(database: to?.Through(to.Port), data: Restored);
        await ShouldBeSoundAsync(restored.Api);
        (await restored.Api.Versions.VerifyAsync("m", 2)).Sound.ShouldBeTrue();
        var tags = (await restored.Api.Models.GetAsync("m")).Tags;
        tags.Select(tag => tag.Key).ShouldBe(Enumerable.Range(0, tags.Count).Select(i => $"k{i:0000}"));
        tags.Count.ShouldBeInRange(1, written);
        await restored.Api.Models.CreateAsync(new CreateModelDto("next"));
        (
            await restored.Api.Versions.TransitionAsync("m", 1, new Protocol.Stages.TransitionRequestDto("Staging"))
        ).Transitions.ShouldHaveSingleItem();
        await ShouldBeSoundAsync(restored.Api);
    }

    [Fact]
    public async Task Bytes_that_are_there_are_not_copied_again_and_bad_ones_are_replaced()
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "one", "two");
        await BackUpAsync(server);
        var blobs = Directory.GetFiles(Path.Join(Backups, "blobs"), "*", SearchOption.AllDirectories);
        var old = DateTime.UtcNow.AddDays(-1);
        foreach (var blob in blobs)
        {
            File.SetLastWriteTimeUtc(blob, old);
        }

        await File.WriteAllTextAsync(blobs[0], "rotten", TestContext.Current.CancellationToken);
        (await BackUpAsync(server)).ExitCode.ShouldBe(0);

        blobs.Length.ShouldBe(2);
        File.GetLastWriteTimeUtc(blobs[1]).ShouldBe(old);
        await VerifyAsync();
        Directory.GetDirectories(Backups, "2*").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Bytes_that_a_backup_names_are_not_swept_before_they_are_copied()
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "one", "two");
        var blobs = Directory.GetFiles(Path.Join(server.Data, "artifacts", "blobs"), "*", SearchOption.AllDirectories);
        Array.ForEach(blobs, blob => File.SetLastWriteTimeUtc(blob, DateTime.UtcNow.AddDays(-3)));

        await server.Api.Backup.DownloadAsync(Stream.Null);
        var swept = await server
            .Get<LocalBlobStore>()
            .SweepAsync(
                _ => ValueTask.FromResult(false),
                TimeSpan.FromDays(1),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );

        swept.Blobs.ShouldBe(0);
        Array.ForEach(blobs, blob => File.SetLastWriteTimeUtc(blob, DateTime.UtcNow.AddDays(-3)));
        (
            await server
                .Get<LocalBlobStore>()
                .SweepAsync(
                    _ => ValueTask.FromResult(false),
                    TimeSpan.FromDays(1),
                    TimeProvider.System,
                    TestContext.Current.CancellationToken
                )
        ).Blobs.ShouldBe(2);
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("changed")]
    public async Task Bytes_that_the_registry_has_lost_are_named_and_the_rest_is_backed_up(string how)
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "one", "two");
        var lost = server.FileOf((await server.Api.Versions.GetManifestAsync("m", 1)).Files[0].Digest);
        if (how == "gone")
        {
            File.Delete(lost);
        }
        else
        {
            await File.WriteAllTextAsync(lost, "eno", TestContext.Current.CancellationToken);
        }

        var taken = await BackUpAsync(server);

        taken.ExitCode.ShouldBe(1);
        taken.Error.ShouldContain($"The registry has lost the bytes sha256:{Path.GetFileName(lost)}");
        await VerifyAsync();
        await RestoreAsync(null);
        File.Exists(lost.Replace(server.Data, Restored, StringComparison.Ordinal)).ShouldBeFalse();
    }

    [Trait("Abuse", "46")]
    [Fact]
    public async Task Who_holds_a_later_checkpoint_sees_that_an_old_backup_was_restored()
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "one");
        await BackUpAsync(server);
        await server.Api.Models.CreateAsync(new CreateModelDto("later"));
        var later = Path.Join(_folder, "later.txt");
        (await RunAsync(server, "ledger", "verify", "--save-checkpoint", later)).ExitCode.ShouldBe(0);

        await RestoreAsync(null);
        CopyKey(server.Data);
        await using var restored = await TestServer.StartAsync(data: Restored);
        (await RunAsync(restored, "ledger", "verify")).ExitCode.ShouldBe(0);
        var outcome = await RunAsync(restored, "ledger", "verify", "--since", later);

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldContain("an old backup was restored");
    }

    [Fact]
    public async Task A_registry_that_was_restored_without_its_key_signs_nothing_and_says_why()
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "one");
        await BackUpAsync(server);

        await RestoreAsync(null);
        await using var restored = await TestServer.StartAsync(data: Restored);

        (await restored.Api.Ledger.VerifyAsync(withBlobs: true))
            .Signing.ShouldNotBeNull()
            .ShouldContain("--ledger-key");
    }

    [Fact]
    public async Task Only_administrators_may_take_the_registry_along()
    {
        await using var server = await TestServer.StartAsAdministratorAsync();
        await server.Api.Users.CreateAsync(new Protocol.Identities.CreateUserDto("ana"));
        var token = await server.Api.Tokens.CreateAsync(new Protocol.Identities.CreateTokenDto(User: "ana"));
        using var ana = server.ClientOf(token.Secret);

        var refusal = await Should.ThrowAsync<GradusException>(() => ana.Backup.DownloadAsync(Stream.Null));

        refusal.Status.ShouldBe(403);
        await server.Api.Backup.DownloadAsync(Stream.Null);
    }

    [Trait("Abuse", "15")]
    [Theory]
    [InlineData("registry", "is not what was written")]
    [InlineData("registry gone", "is not whole")]
    [InlineData("manifest", "no manifest of a backup")]
    [InlineData("blob", "announced was")]
    [InlineData("blob gone", "is not whole")]
    [InlineData("key", "not with the one that you trust")]
    [InlineData("occupied", "is not empty")]
    [InlineData("nothing", "There is no backup in")]
    public async Task What_is_not_sound_or_has_no_room_is_refused_and_nothing_is_there(string what, string because)
    {
        await using (var server = await TestServer.StartAsync())
        {
            await RegisterAsync(server, "one");
            await BackUpAsync(server);
        }

        Break(what);

        var refusal = await Should.ThrowAsync<BackupException>(() =>
            RestoreAsync(null, what == "key" ? "a+b+c" : null)
        );

        refusal.Message.ShouldContain(because);
        File.Exists(Path.Join(Restored, "gradus.db")).ShouldBeFalse();
        if (what != "occupied")
        {
            (Directory.Exists(Restored) ? Directory.GetFileSystemEntries(Restored) : []).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_folder_in_which_a_restore_was_cut_off_is_not_served_and_can_be_restored_into_again()
    {
        await using (var server = await TestServer.StartAsync())
        {
            await RegisterAsync(server, "one");
            await BackUpAsync(server);
        }

        UnfinishedRestore.Begin(Restored);
        var refusal = await Should.ThrowAsync<IOException>(() => TestServer.StartAsync(data: Restored));
        refusal.Message.ShouldContain("restore into it again");

        await RestoreAsync(null);
        await using var restored = await TestServer.StartAsync(data: Restored);
        (await restored.Api.Models.GetAsync("m")).Name.ShouldBe("m");
    }

    private static async Task RegisterAsync(TestServer server, params string[] contents)
    {
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        foreach (var content in contents)
        {
            var bytes = Encoding.UTF8.GetBytes(content);
            using var stream = new MemoryStream(bytes);
            var digest = Core.Artifacts.Digest.Of(bytes).ToString();
            await server.Api.Blobs.PutAsync(digest, stream, bytes.Length);
            await server.Api.Versions.CreateAsync(
                "m",
                new CreateVersionDto(Files: [new FileDto("model.bin", bytes.Length, digest)])
            );
        }
    }

    private static async Task<int> WriteAsync(TestServer server, CancellationToken end)
    {
        var count = 0;
        for (; !end.IsCancellationRequested; count++)
        {
            await server.Api.Models.SetTagAsync("m", $"k{count:0000}", "v", CancellationToken.None);
        }

        return count;
    }

    private static async Task ShouldBeSoundAsync(GradusClient api)
    {
        var found = await api.Ledger.VerifyAsync(withBlobs: true);
        found.Problem.ShouldBeNull();
        found.Differences.ShouldBeEmpty();
        found.Signing.ShouldBeNull();
        found.Sound.ShouldBeTrue();
    }

    private void Break(string what)
    {
        var newest = Directory.Exists(Backups) ? Directory.GetDirectories(Backups, "2*").Single() : "";
        var blob = Directory.GetFiles(Path.Join(Backups, "blobs"), "*", SearchOption.AllDirectories).Single();
        switch (what)
        {
            case "registry":
                File.AppendAllText(Path.Join(newest, BackupLayout.Registry), "x");
                break;
            case "registry gone":
                File.Delete(Path.Join(newest, BackupLayout.Registry));
                break;
            case "manifest":
                File.WriteAllText(Path.Join(newest, BackupLayout.Manifest), "{");
                break;
            case "blob":
                File.WriteAllText(blob, "eno");
                break;
            case "blob gone":
                File.Delete(blob);
                break;
            case "occupied":
                Directory.CreateDirectory(Path.Join(Restored, "mine"));
                break;
            case "nothing":
                Directory.Delete(newest, recursive: true);
                break;
        }
    }

    private void CopyKey(string data) =>
        File.Copy(DataFolder.LedgerKeyIn(data), DataFolder.LedgerKeyIn(Restored), overwrite: true);

    private Task<Cli.Outcome> BackUpAsync(TestServer server) => RunAsync(server, "backup", Backups);

    private static Task<Cli.Outcome> RunAsync(TestServer server, params string[] words) =>
        Cli.RunAsync("gradus", new() { ["GRADUS_SERVER"] = server.Address.ToString() }, words);

    private async Task RestoreAsync(string? address, string? key = null)
    {
        var source = BackupSource.Find(Backups);
        await source.AssertUnchangedAsync(key);
        await Restore.RunAsync(source, new RegistryPlace(Restored, address), _ => { });
    }

    private async Task VerifyAsync()
    {
        var source = BackupSource.Find(Backups);
        await source.AssertUnchangedAsync(source.Manifest.Key);
        await BackupCheck.RunAsync(source, _ => { });
    }
}
