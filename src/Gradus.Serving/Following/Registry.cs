using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Serving.Models;

namespace Gradus.Serving.Following;

/// <summary>What the control plane says of a model URI.</summary>
internal abstract record Holder
{
    private Holder() { }

    /// <summary>This version is meant.</summary>
    public sealed record Held(VersionDto Version) : Holder;

    /// <summary>No version is meant, or none that can be served; why.</summary>
    public sealed record Nobody(string Problem) : Holder;

    /// <summary>The control plane does not tell; why.</summary>
    public sealed record Unknown(string Problem) : Holder;
}

/// <summary>Asks the control plane which version holds a stage.</summary>
internal sealed class Registry(GradusClient client)
{
    private const string Ready = "ready";

    /// <summary>Asks once. Of several versions in a stage the highest is meant, as with MLflow.</summary>
    public async Task<Holder> FindHolderAsync(ModelUri uri, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(uri, cancellationToken) switch
            {
                null => new Holder.Nobody($"No version of '{uri.Model}' is in {uri.Name}."),
                { Status: not Ready } version => new Holder.Nobody(
                    $"Version {version.Version} of '{uri.Model}' is {version.Status}: {version.StatusMessage}"
                ),
                { Manifest: null } version => new Holder.Nobody(
                    $"The bytes of version {version.Version} of '{uri.Model}' are not kept by the registry ({version.Source})."
                ),
                var version => new Holder.Held(version),
            };
        }
        catch (GradusException e) when (e.Status is 404)
        {
            return new Holder.Nobody(e.Message);
        }
        catch (GradusException e)
        {
            return new Holder.Unknown(e.Message);
        }
        catch (GradusUnreachableException e)
        {
            return new Holder.Unknown($"{e.Message}.");
        }
    }

    private async Task<VersionDto?> FindAsync(ModelUri uri, CancellationToken cancellationToken) =>
        uri.Pointer switch
        {
            Pointer.Stage => (
                await client.Models.GetLatestAsync(uri.Model, [uri.Name], cancellationToken)
            ).Versions.MaxBy(version => version.Version),
            Pointer.Alias => await client.Models.GetByAliasAsync(uri.Model, uri.Name, cancellationToken),
            _ => await client.Versions.GetAsync(uri.Model, uri.Version, cancellationToken),
        };
}
