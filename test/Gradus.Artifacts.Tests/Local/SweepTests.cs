using Gradus.Core.Artifacts;

namespace Gradus.Artifacts.Tests.Local;

public sealed class SweepTests : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly StoreFixture _fixture = new();

    [Fact]
    public async Task Blobs_that_nothing_refers_to_go_once_they_are_old()
    {
        var kept = await OldAsync(seed: 1);
        var orphan = await OldAsync(seed: 2);
        var other = await OldAsync(seed: 3, size: 500);
        var young = await _fixture.PutRandomAsync(1_000, 4);

        var report = await SweepAsync(digest => digest == kept.Digest);

        report.ShouldBe(new SweepReport(2, orphan.Size + other.Size));
        _fixture.Store.Find(kept.Digest).ShouldBe(kept);
        _fixture.Store.Find(young.Digest).ShouldBe(young);
        _fixture.Store.Find(orphan.Digest).ShouldBeNull();
        (await SweepAsync(digest => digest == kept.Digest)).ShouldBe(new SweepReport(0, 0));
    }

    [Fact]
    public async Task Putting_a_blob_again_keeps_it()
    {
        var blob = await OldAsync(seed: 1);

        await _fixture.PutRandomAsync(1_000, 1);

        (await SweepAsync(_ => false)).Blobs.ShouldBe(0);
        _fixture.Store.Find(blob.Digest).ShouldBe(blob);
    }

    [Fact]
    public async Task Renewing_a_blob_keeps_it()
    {
        var blob = await OldAsync(seed: 1);

        _fixture.Store.Renew(blob.Digest).Value.ShouldBeTrue();

        (await SweepAsync(_ => false)).Blobs.ShouldBe(0);
        _fixture.Store.Renew(Digest.Of("nothing"u8)).Value.ShouldBeFalse();
    }

    [Fact]
    public async Task A_blob_put_while_the_sweep_asks_for_it_is_kept()
    {
        var blob = await OldAsync(seed: 1);

        var report = await _fixture.Store.SweepAsync(
            async _ =>
            {
                await _fixture.PutRandomAsync(1_000, 1);
                return false;
            },
            Day,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );

        report.Blobs.ShouldBe(0);
        _fixture.Store.Find(blob.Digest).ShouldBe(blob);
    }

    [Fact]
    public async Task The_age_is_measured_by_the_given_clock()
    {
        await _fixture.PutRandomAsync(1_000);
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);

        (await SweepAsync(_ => false, clock)).Blobs.ShouldBe(0);
        clock.Advance(Day * 2);
        (await SweepAsync(_ => false, clock)).Blobs.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_no_blob_is_left_alone()
    {
        var blob = await OldAsync(seed: 1);
        var stranger = Path.Join(Path.GetDirectoryName(_fixture.PathOf(blob.Digest)), "README");
        await File.WriteAllTextAsync(stranger, "hello", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(stranger, DateTime.UtcNow.AddDays(-30));

        (await SweepAsync(_ => false)).Blobs.ShouldBe(1);

        File.Exists(stranger).ShouldBeTrue();
    }

    public void Dispose() => _fixture.Dispose();

    private async Task<StoredBlob> OldAsync(int seed, int size = 1_000)
    {
        var blob = await _fixture.PutRandomAsync(size, seed);
        File.SetLastWriteTimeUtc(_fixture.PathOf(blob.Digest), DateTime.UtcNow.AddDays(-2));
        return blob;
    }

    private Task<SweepReport> SweepAsync(Func<Digest, bool> isReferenced, TimeProvider? time = null) =>
        _fixture.Store.SweepAsync(
            digest => ValueTask.FromResult(isReferenced(digest)),
            Day,
            time ?? TimeProvider.System,
            TestContext.Current.CancellationToken
        );
}
