using System.Diagnostics;
using Gradus.Artifacts.Local;
using Gradus.Core.Errors;

namespace Gradus.Artifacts.Tests.Local;

public sealed class FailingDiskTests
{
    private const string Full =
        "The artifact store is full: its disk has no space left for these bytes; nothing was stored.";

    private const string Stopped =
        "The artifact store stopped accepting writes after a failed fsync; restart the server.";

    [Fact]
    public async Task A_full_disk_is_a_refusal_and_the_rest_of_the_upload_is_gone()
    {
        var written = 0L;
        using var fixture = new StoreFixture(
            DiskCalls.Real with
            {
                Write = (file, chunk) =>
                    (written += chunk.Length) > 500_000
                        ? throw new IOException("No space left on device", 28)
                        : DiskCalls.Real.Write(file, chunk),
            }
        );

        var refusal = (await fixture.PutAsync(StoreFixture.RandomBytes(2_000_000))).Error!;

        refusal.ShouldBe(new Error(ErrorCode.Unavailable, Full));
        fixture.Drafts.ShouldBeEmpty();
        fixture.Blobs.ShouldBeEmpty();
        written = long.MinValue;
        (await fixture.PutAsync(StoreFixture.RandomBytes(2_000_000))).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_system_that_is_really_full_is_a_refusal_and_takes_what_still_fits()
    {
        using var folder = new TemporaryFolder();
        var mounted = await TryRunAsync("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.Path);
        Assert.SkipWhen(
            !mounted && Environment.GetEnvironmentVariable("CI") != "true",
            "Mounting a small file system takes an administrator."
        );
        mounted.ShouldBeTrue("a small file system could not be mounted");
        try
        {
            var store = LocalBlobStore.Open(Path.Join(folder.Path, "artifacts"));
            (await PutAsync(store, 1_000_000)).IsOk.ShouldBeTrue();

            (await PutAsync(store, 5_000_000)).Error.ShouldBe(new Error(ErrorCode.Unavailable, Full));

            Directory.GetFiles(Path.Join(folder.Path, "artifacts", "tmp")).ShouldBeEmpty();
            (await PutAsync(store, 500_000)).IsOk.ShouldBeTrue();
        }
        finally
        {
            (await TryRunAsync("umount", folder.Path)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task After_a_failed_flush_of_a_file_nothing_more_is_accepted()
    {
        var fails = true;
        using var fixture = new StoreFixture(
            DiskCalls.Real with
            {
                Flush = file =>
                {
                    if (fails)
                    {
                        throw new FailedFlushException("Input/output error");
                    }

                    DiskCalls.Real.Flush(file);
                },
            }
        );

        (await fixture.PutAsync("a"u8.ToArray())).Error.ShouldBe(new Error(ErrorCode.Unavailable, Stopped));
        fails = false;
        (await fixture.PutAsync("b"u8.ToArray())).Error.ShouldBe(new Error(ErrorCode.Unavailable, Stopped));
        fixture.Blobs.ShouldBeEmpty();
        fixture.Drafts.ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_failed_flush_of_a_folder_nothing_more_is_accepted_but_reading_goes_on()
    {
        var fails = false;
        using var fixture = new StoreFixture(
            DiskCalls.Real with
            {
                FlushFolder = path =>
                {
                    if (fails)
                    {
                        throw new FailedFlushException("Input/output error");
                    }

                    DiskCalls.Real.FlushFolder(path);
                },
            }
        );
        var kept = await fixture.PutRandomAsync(1_000);

        fails = true;
        (await fixture.PutAsync("a"u8.ToArray())).Error.ShouldBe(new Error(ErrorCode.Unavailable, Stopped));
        fails = false;
        (await fixture.PutAsync("b"u8.ToArray())).Error.ShouldBe(new Error(ErrorCode.Unavailable, Stopped));
        fixture.Store.Renew(kept.Digest).Error.ShouldBe(new Error(ErrorCode.Unavailable, Stopped));
        (await fixture.ReadAsync(kept)).ShouldBe(StoreFixture.RandomBytes(1_000));
    }

    private static Task<Result<StoredBlob>> PutAsync(LocalBlobStore store, int size) =>
        store.PutAsync(
            new MemoryStream(StoreFixture.RandomBytes(size)),
            null,
            null,
            TestContext.Current.CancellationToken
        );

    private static async Task<bool> TryRunAsync(string program, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        // As root directly, else by a sudo that asks nothing (hosted CI machines have one).
        string[] prefix = Environment.UserName == "root" ? [] : ["sudo", "-n"];
        string[] words = [.. prefix, program, .. arguments];
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true }
            )!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
