using System.Diagnostics;
using Gradus.Core;
using Gradus.Core.Models;
using Gradus.Data.Models;
using Gradus.Data.Stages;

namespace Gradus.Data.Sqlite;

/// <summary>On a small file system in memory, which only root may mount.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private static readonly Caller Ana = new("ana", "r-1");

    private readonly string _disk = Directory.CreateTempSubdirectory("gradus-disk-").FullName;
    private bool _isMounted;

    private string Ballast => Path.Join(_disk, "ballast");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _isMounted =
            OperatingSystem.IsLinux()
            && Environment.IsPrivilegedProcess
            && await RunAsync("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", _disk) == 0;
        if (!_isMounted)
        {
            Assert.Skip("Only root can mount a small disk.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isMounted)
        {
            await RunAsync("umount", _disk);
        }

        Directory.Delete(_disk);
    }

    [Fact]
    public async Task A_full_disk_refuses_writes_whole_and_takes_them_again_when_there_is_room()
    {
        await using var database = SqliteDatabase.Open(Path.Join(_disk, "gradus.db"), TimeProvider.System);
        var (models, versions) = (new ModelStore(database), new VersionStore(database));
        await models.CreateAsync(ModelName.Parse("fraud").Value, null, [], Ana);
        await FillAsync();

        var written = new List<int>();
        DatabaseUnavailableException? refusal = null;
        for (var i = 0; i < 2_000 && refusal is null; i++)
        {
            try
            {
                written.Add((await versions.CreateAsync("fraud", Version(i), Ana)).Value.Number);
            }
            catch (DatabaseUnavailableException e)
            {
                refusal = e;
            }
        }

        refusal.ShouldNotBeNull().Message.ShouldBe("The disk is full: the database cannot take writes.");
        await ShouldHoldAsync(database, written);

        File.Delete(Ballast);
        written.Add((await versions.CreateAsync("fraud", Version(0), Ana)).Value.Number);
        written.ShouldBe(Enumerable.Range(1, written.Count));
        await ShouldHoldAsync(database, written);
    }

    [Fact]
    public async Task A_registry_that_is_closed_on_a_full_disk_has_everything_when_it_is_opened_again()
    {
        var file = Path.Join(_disk, "gradus.db");
        var written = new List<int>();
        await using (var database = SqliteDatabase.Open(file, TimeProvider.System))
        {
            await new ModelStore(database).CreateAsync(ModelName.Parse("fraud").Value, null, [], Ana);
            for (var i = 0; i < 30; i++)
            {
                written.Add((await new VersionStore(database).CreateAsync("fraud", Version(i), Ana)).Value.Number);
            }

            await FillAsync(leave: 0);
        }

        await using var again = SqliteDatabase.Open(file, TimeProvider.System);
        await ShouldHoldAsync(again, written);
    }

    [Fact]
    public async Task Of_many_writes_at_once_on_a_filling_disk_each_is_there_or_was_refused()
    {
        await using var database = SqliteDatabase.Open(Path.Join(_disk, "gradus.db"), TimeProvider.System);
        var (models, versions) = (new ModelStore(database), new VersionStore(database));
        await models.CreateAsync(ModelName.Parse("fraud").Value, null, [], Ana);
        await FillAsync();

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 400)
                .Select(async i =>
                {
                    try
                    {
                        return (await versions.CreateAsync("fraud", Version(i), Ana)).Value.Number;
                    }
                    catch (DatabaseUnavailableException)
                    {
                        return 0;
                    }
                })
        );

        outcomes.ShouldContain(0);
        await ShouldHoldAsync(database, [.. outcomes.Where(number => number > 0).Order()]);
    }

    private static NewVersion Version(int i) =>
        new($"s3://bucket/{i}", $"s3://bucket/{i}", null, null, null, new string('x', 20_000), "", "", []);

    private async Task FillAsync(int leave = 600_000)
    {
        var room = new DriveInfo(_disk).AvailableFreeSpace;
        await File.WriteAllBytesAsync(Ballast, new byte[room - leave], Cancellation);
    }

    // Exactly what was acknowledged, each with its history; the file is sound.
    private static async Task ShouldHoldAsync(Database database, IReadOnlyList<int> written)
    {
        var history = await new TransitionStore(database).HistoryAsync("fraud", null, null, 9_999, null, Cancellation);
        history.Value.Items.Select(transition => transition.Version).Reverse().ShouldBe(written);
        var rows = await database.ReadAsync(
            session => session.ListAsync("SELECT number FROM versions ORDER BY number", row => row.GetInt32(0)),
            Cancellation
        );
        rows.ShouldBe(written);
        var check = await database.ReadAsync(
            session => session.ListAsync("PRAGMA integrity_check", row => row.GetString(0)),
            Cancellation
        );
        check.ShouldBe(["ok"]);
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }
}
