using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Gradus.Protocol;
using Gradus.Protocol.Models;

namespace Gradus.Crash.Tests;

/// <summary>
/// Uploads that end at a random byte, by the native API and by MLflow's proxy, some with the server killed in the middle: an
/// artifact is whole or it is not there, and nothing of it stays in the way. GRADUS_UPLOAD_CUTS sets how many, GRADUS_CRASH_SEED repeats a
/// run's choices.
/// </summary>
public sealed class CutUploadTests(ITestOutputHelper output)
{
    private const int DefaultCuts = 60;
    private const int MaxSize = 3_000_000;

    // Every so many cuts the server dies with the upload.
    private const int KillEvery = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static int Cuts => Settings.Number("GRADUS_UPLOAD_CUTS") ?? DefaultCuts;

    [Fact]
    public async Task Wherever_an_upload_is_cut_it_is_not_there_and_the_same_bytes_can_come_again()
    {
        var seed = Settings.Seed;
        var random = new Random(seed);
        output.WriteLine($"seed {seed}, {Cuts} cuts");
        await using var target = await Target.CreateAsync(postgres: false);
        var server = await ServerProcess.StartAsync(target.Data, null);
        try
        {
            using (var api = new GradusClient(server.Address))
            {
                await api.Models.CreateAsync(new CreateModelDto("m"));
            }

            var (kills, whole, cut) = (0, new HashSet<string>(), new List<Upload>());
            for (var number = 1; number <= Cuts; number++)
            {
                var upload = Upload.Of(random, number);
                var begun = await upload.SendPartAsync(server.Address, target);
                if (number % KillEvery == 0)
                {
                    await server.DisposeAsync();
                    server = await ServerProcess.StartAsync(target.Data, null);
                    kills++;
                }

                begun.Dispose();
                await ShouldBeOverAsync(target, upload);
                await ShouldNotBeThereAsync(server, upload);
                cut.Add(upload);
                if (random.Next(4) == 0)
                {
                    await ShouldComeWholeAsync(server, upload);
                    whole.Add(upload.Digest);
                    cut.Remove(upload);
                }
            }

            foreach (var upload in cut)
            {
                await ShouldNotBeThereAsync(server, upload);
            }

            output.WriteLine($"{Cuts} uploads cut, {kills} of them by a kill; {whole.Count} came whole afterwards");
            BlobsOf(target).ShouldBe(whole, ignoreOrder: true);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    // Waits until nothing of it is under way any more; a draft that stays is a failure.
    private static async Task ShouldBeOverAsync(Target target, Upload upload)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (Directory.EnumerateFiles(target.Drafts).Any())
        {
            limit.IsCancellationRequested.ShouldBeFalse($"a draft of {upload} stays");
            await Task.Delay(10, CancellationToken.None);
        }
    }

    // Neither the whole, nor the part that was sent as if it were one.
    private static async Task ShouldNotBeThereAsync(ServerProcess server, Upload upload)
    {
        using var api = new GradusClient(server.Address);
        using var http = new HttpClient { BaseAddress = server.Address };
        (await api.Blobs.ExistsAsync(upload.Digest)).ShouldBeFalse($"{upload}");
        (await api.Blobs.ExistsAsync(upload.DigestOfPart)).ShouldBeFalse($"the part of {upload}");
        using var file = await http.GetAsync(upload.ProxyPath);
        file.IsSuccessStatusCode.ShouldBeFalse($"{upload}");
        var listed = await http.GetStringAsync($"{Upload.Proxy}?path=cut/{upload.Number}");
        listed.ShouldNotContain("model.bin", customMessage: $"{upload}");
    }

    // By the way on which it was cut.
    private static async Task ShouldComeWholeAsync(ServerProcess server, Upload upload)
    {
        using var api = new GradusClient(server.Address);
        using var read = new MemoryStream();
        if (upload.IsByProxy)
        {
            using var http = new HttpClient { BaseAddress = server.Address };
            using var put = await http.PutAsync(upload.ProxyPath, new ByteArrayContent(upload.Bytes));
            put.EnsureSuccessStatusCode();
            await (await http.GetStreamAsync(upload.ProxyPath)).CopyToAsync(read);
        }
        else
        {
            await api.Blobs.PutAsync(upload.Digest, new MemoryStream(upload.Bytes), upload.Bytes.Length);
            await api.Blobs.DownloadAsync(upload.Digest, read);
        }

        read.ToArray().AsSpan().SequenceEqual(upload.Bytes).ShouldBeTrue($"{upload}");
    }

    private static IEnumerable<string> BlobsOf(Target target) =>
        Directory
            .EnumerateFiles(Path.Join(target.Data, "artifacts", "blobs"), "*", SearchOption.AllDirectories)
            .Select(file => $"sha256:{Path.GetFileName(file)}");

    // A file, and how much of it is sent.
    private sealed record Upload(int Number, byte[] Bytes, int Sent, bool IsByProxy, bool IsChunked)
    {
        public const string Proxy = "/api/2.0/mlflow-artifacts/artifacts";

        public static Upload Of(Random random, int number)
        {
            var bytes = new byte[random.Next(2, MaxSize)];
            random.NextBytes(bytes);
            return new Upload(number, bytes, random.Next(1, bytes.Length), random.Next(2) == 0, random.Next(2) == 0);
        }

        public string Digest => DigestOf(Bytes);

        public string DigestOfPart => DigestOf(Bytes.AsSpan(0, Sent));

        public string ProxyPath => $"{Proxy}/cut/{Number}/model.bin";

        // The connection is held until the server has begun to write: what is cut before that would test nothing.
        public async Task<TcpClient> SendPartAsync(Uri server, Target target)
        {
            var client = new TcpClient();
            await client.ConnectAsync(server.Host, server.Port);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Head()));
            await stream.WriteAsync(IsChunked ? Encoding.ASCII.GetBytes($"{Sent:x}\r\n") : []);
            await stream.WriteAsync(Bytes.AsMemory(0, Sent));
            await stream.FlushAsync();
            using var limit = new CancellationTokenSource(Patience);
            while (!Directory.EnumerateFiles(target.Drafts).Any())
            {
                limit.IsCancellationRequested.ShouldBeFalse($"the server did not begin {this}");
                await Task.Delay(2, CancellationToken.None);
            }

            return client;
        }

        public override string ToString() =>
            $"upload {Number}, {Sent} of {Bytes.Length} bytes{(IsByProxy ? ", by the proxy" : "")}{(IsChunked ? ", chunked" : "")}";

        private static string DigestOf(ReadOnlySpan<byte> bytes) =>
            $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

        private string Head() =>
            $"PUT {(IsByProxy ? ProxyPath : $"/api/v1/blobs/{Digest["sha256:".Length..]}")} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + "Content-Type: application/octet-stream\r\n"
            + (IsChunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {Bytes.Length}\r\n\r\n");
    }
}
