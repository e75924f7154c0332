using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Serving.Inputs;
using Gradus.Serving.Models;
using Gradus.Serving.Pools;
using Gradus.Serving.Traffic;

namespace Gradus.Serving.Following;

/// <summary>Brings a version to where it can answer: its description, its bytes, its processes, warm.</summary>
internal sealed class VersionLoad(
    GradusClient client,
    ModelStore store,
    PoolOptions options,
    TimeProvider clock,
    ILogger<VersionLoad> logger
)
{
    /// <summary>Asks the control plane what a version consists of.</summary>
    /// <exception cref="LoadException">It does not say, or says something else than before.</exception>
    public async Task<KnownVersion> DescribeAsync(VersionDto version, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await client.Versions.GetManifestAsync(version.Model, version.Version, cancellationToken);
            return manifest.Digest == version.Manifest
                ? new KnownVersion(version.Model, version.Version, manifest)
                : throw new LoadException(
                    $"Its manifest is {manifest.Digest}, and was registered as {version.Manifest}."
                );
        }
        catch (Exception e) when (e is GradusException or GradusUnreachableException)
        {
            throw new LoadException(e.Message);
        }
    }

    /// <summary>Loads a version.</summary>
    /// <exception cref="LoadException">It cannot be served; nothing is left of it.</exception>
    public async Task<ServedVersion> LoadAsync(KnownVersion version, CancellationToken cancellationToken)
    {
        try
        {
            var file = await store.GetAsync(version, cancellationToken);
            if (!file.Try(out var path, out var refusal))
            {
                throw new LoadException(refusal.Message);
            }

            var pool = await ModelPool.StartAsync(path, options, logger, cancellationToken);
            var binding = new InputBinding(pool.Form, InputColumn.Of(version.Manifest.Signature));
            var key = new VersionKey(version.Version, version.Manifest.Digest);
            return new ServedVersion(key, pool, binding, clock.GetUtcNow(), new TrafficCount(clock, half: null));
        }
        catch (Exception e)
            when (e
                    is ModelDiedException
                        or GradusException
                        or GradusUnreachableException
                        or IOException
                        or UnauthorizedAccessException
                        or System.ComponentModel.Win32Exception
            )
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new LoadException(e.Message);
        }
    }
}

/// <summary>A version cannot be served; the message is one sentence or two.</summary>
internal sealed class LoadException(string message) : Exception(message);
