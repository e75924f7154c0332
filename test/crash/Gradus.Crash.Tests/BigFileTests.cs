using System.Globalization;
using System.Security.Cryptography;
using Gradus.Protocol;
using Gradus.Protocol.Models;

namespace Gradus.Crash.Tests;

/// <summary>
/// A file much larger than the server's memory passes through it, up and down, by the native API and by MLflow's proxy.
/// GRADUS_BIGFILE_BYTES sets its size. Measured with 5 GiB on two shared cores: a peak of 121 MiB.
/// </summary>
public sealed class BigFileTests(ITestOutputHelper output)
{
    private const long DefaultSize = 1L << 30;
    private const long MemoryLimit = 200L << 20;

    [Fact]
    public async Task A_big_file_passes_through_a_server_that_stays_small()
    {
        await using var target = await Target.CreateAsync(postgres: false);
        await using var server = await ServerProcess.StartAsync(target.Data, null);
        using var api = new GradusClient(server.Address);
        await api.Models.CreateAsync(new CreateModelDto("big"));
        var digest = await DigestAsync(new GeneratedStream(Size));

        await api.Blobs.PutAsync(digest, new GeneratedStream(Size), Size);
        await api.Versions.CreateAsync("big", new CreateVersionDto(Files: [new FileDto("model.bin", Size, digest)]));
        using var hash = SHA256.Create();
        await using (var sink = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            await api.Versions.DownloadFileAsync("big", 1, "model.bin", sink);
        }

        $"sha256:{Convert.ToHexStringLower(hash.Hash!)}".ShouldBe(digest);
        ShouldBeSmall(server);
    }

    [Fact]
    public async Task A_big_file_passes_through_the_proxy_for_MLflows_clients_too()
    {
        await using var target = await Target.CreateAsync(postgres: false);
        await using var server = await ServerProcess.StartAsync(target.Data, null);
        using var http = new HttpClient { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        const string Path = "/api/2.0/mlflow-artifacts/artifacts/0/run/artifacts/model.bin";
        var digest = await DigestAsync(new GeneratedStream(Size));

        using var content = new StreamContent(new GeneratedStream(Size), 256 * 1024);
        using var put = await http.PutAsync(Path, content);
        put.EnsureSuccessStatusCode();
        using var answer = await http.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();

        (await DigestAsync(body)).ShouldBe(digest);
        ShouldBeSmall(server);
    }

    private static long Size =>
        long.TryParse(
            Environment.GetEnvironmentVariable("GRADUS_BIGFILE_BYTES"),
            CultureInfo.InvariantCulture,
            out var set
        )
            ? set
            : DefaultSize;

    private void ShouldBeSmall(ServerProcess server)
    {
        output.WriteLine($"{Size} bytes, peak {server.PeakResidentBytes >> 20} MiB");
        server.PeakResidentBytes.ShouldBeLessThan(MemoryLimit);
    }

    private static async Task<string> DigestAsync(Stream content) =>
        $"sha256:{Convert.ToHexStringLower(await SHA256.HashDataAsync(content))}";

    /// <summary>So many bytes, each made from its place.</summary>
    private sealed class GeneratedStream(long size) : Stream
    {
        private long _position;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => size;
        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var length = (int)Math.Min(count, size - _position);
            for (var i = 0; i < length; i++, _position++)
            {
                buffer[offset + i] = (byte)(_position ^ (_position >> 8) ^ (_position >> 17));
            }

            return length;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
