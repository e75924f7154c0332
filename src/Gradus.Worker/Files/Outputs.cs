using System.Security.Cryptography;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Protocol.Work;
using Gradus.Worker.Hosting;

namespace Gradus.Worker.Files;

/// <summary>Brings the files that processes leave (predictions, reports) to the server, under the work's lease.</summary>
internal sealed class Outputs(WorkClient client)
{
    private const long MaxBytes = 16L << 30;

    /// <summary>
    /// Sends a file; the refusal says why it is not there now. A server that does not answer is asked again for as long as the work is
    /// this worker's: what was found is not lost with a moment of the network.
    /// </summary>
    public async Task<Result<OutputDto>> SendAsync(WorkDto work, string path, CancellationToken ct)
    {
        var info = new FileInfo(path);
        if (info is not { Exists: true, LinkTarget: null, Length: > 0 and <= MaxBytes })
        {
            return Error.Invalid("The process left no file of its findings that can be sent.");
        }

        Digest digest;
        using (var file = File.OpenRead(path))
        {
            digest = Digest.FromBytes(await SHA256.HashDataAsync(file, ct).ConfigureAwait(false));
        }

        var backoff = new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
        while (true)
        {
            try
            {
                await client.UploadAsync(work, digest, path, ct).ConfigureAwait(false);
                return new OutputDto(digest.ToString(), info.Length);
            }
            catch (ServerException e) when (!e.IsTransient)
            {
                return Error.Invalid($"What was found could not be sent to the server. {e.Message}");
            }
            catch (ServerException)
            {
                await Task.Delay(backoff.Next(), ct).ConfigureAwait(false);
            }
        }
    }
}
