using Gradus.Core.Models;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Protocol.Serving;
using Gradus.Serving.Models;

namespace Gradus.Serving.Following;

/// <summary>A version that is to take over step by step.</summary>
/// <param name="Candidate">Which one.</param>
/// <param name="Step">How far it is.</param>
internal sealed record Takeover(VersionDto Candidate, SplitStep Step);

/// <summary>What the control plane says of a model URI.</summary>
internal abstract record Holder
{
    private Holder() { }

    /// <summary>This version is meant.</summary>
    /// <param name="Version">Which one; in a rollout who answers the rest.</param>
    /// <param name="Takeover">Who takes over from it step by step; null if nobody does.</param>
    /// <param name="Problem">Why somebody who should take over cannot; null if there is nothing to say.</param>
    public sealed record Held(VersionDto Version, Takeover? Takeover = null, string? Problem = null) : Holder;

    /// <summary>No version is meant, or none that can be served; why.</summary>
    public sealed record Nobody(string Problem) : Holder;

    /// <summary>The control plane does not tell, or not so that it could be followed; why.</summary>
    public sealed record Unknown(string Problem) : Holder;
}

/// <summary>Asks the control plane which version is to answer.</summary>
internal sealed class Registry(GradusClient client)
{
    private const string Ready = "ready";

    /// <summary>Asks once.</summary>
    public async Task<Holder> FindHolderAsync(ModelUri uri, CancellationToken cancellationToken)
    {
        try
        {
            return uri.Addressing switch
            {
                Addressing.Stage => Read(
                    uri,
                    await client.Serving.GetTrafficAsync(uri.Model, uri.Name, cancellationToken)
                ),
                Addressing.Alias => Read(await client.Models.GetByAliasAsync(uri.Model, uri.Name, cancellationToken)),
                _ => Read(await client.Versions.GetAsync(uri.Model, uri.Version, cancellationToken)),
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

    /// <summary>What is said of a stage.</summary>
    public static Holder Read(ModelUri uri, TrafficDto traffic) =>
        traffic switch
        {
            { Holder: null } => new Holder.Nobody($"No version of '{uri.Model}' is in {uri.Name}."),
            { Rollout: null, Holder: var holder } => Read(holder),
            // Who answers goes on; so does the share that another one has, unless that is no better.
            { Rollout.Incumbent: var incumbent, Holder: var holder } when Problem(incumbent) is { } problem => Problem(
                holder
            )
                is null
                ? new Holder.Unknown(problem)
                : new Holder.Nobody(problem),
            { Rollout: var rollout, Holder: var holder } => new Holder.Held(
                rollout.Incumbent,
                Problem(holder) is null ? new Takeover(holder, StepOf(rollout)) : null,
                Problem(holder)
            ),
        };

    private static Holder Read(VersionDto version) =>
        Problem(version) is { } problem ? new Holder.Nobody(problem) : new Holder.Held(version);

    private static SplitStep StepOf(RolloutDto rollout) =>
        new(rollout.Split, rollout.Share, rollout.Mirror, rollout.Key, rollout.Step, rollout.Steps);

    // Why a version cannot be served; null if it can.
    private static string? Problem(VersionDto version) =>
        version switch
        {
            { Status: not Ready } =>
                $"Version {version.Version} of '{version.Model}' is {version.Status}: {version.StatusMessage}",
            { Manifest: null } =>
                $"The bytes of version {version.Version} of '{version.Model}' are not kept by the registry ({version.Source}).",
            _ => null,
        };
}
