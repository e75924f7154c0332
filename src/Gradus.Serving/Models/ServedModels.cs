using Gradus.Core.Models;
using Gradus.Serving.Refusals;

namespace Gradus.Serving.Models;

/// <summary>All that a gateway serves.</summary>
internal sealed class ServedModels(IReadOnlyList<ModelUri> uris)
{
    /// <summary>In the order in which they were asked for.</summary>
    public IReadOnlyList<ServedModel> All { get; } = [.. uris.Select(uri => new ServedModel(uri))];

    /// <summary>All of them, for a person.</summary>
    public string Names { get; } = string.Join(", ", uris);

    /// <summary>Whether each has a version that answers.</summary>
    public bool AreReady => All.All(served => served.Current is not null);

    /// <summary>What answers at the root: the only one there is.</summary>
    public ServedModel GetOnly() =>
        All is [var only]
            ? only
            : throw new RefusedException(Refusal.NotFound($"Several models are served here; name one: {Paths()}."));

    /// <summary>What a path names, e.g. <c>tumours</c> and <c>Production</c>.</summary>
    public ServedModel Get(string model, string segment) =>
        All.FirstOrDefault(served => served.Uri.Model == model && served.Uri.Segment == segment)
        ?? throw new RefusedException(
            Refusal.NotFound($"/models/{model}/{segment} is not served here; these are: {Paths()}.")
        );

    /// <summary>A model by its name; of several addresses of one model the first, or the one with the version asked for.</summary>
    public ServedModel GetByName(string model, string? version)
    {
        var named = All.Where(served => served.Uri.Model == model).ToList();
        if (named.Count == 0)
        {
            throw new RefusedException(
                Refusal.NotFound($"Model '{model}' is not served here; these are: {ModelNames()}.")
            );
        }

        return version is null
            ? named[0]
            : named.Find(served => served.Current is { } current && current == served.Lineup.Find(version))
                ?? named.Find(served => served.Lineup.Find(version) is not null)
                ?? throw new RefusedException(
                    Refusal.NotFound($"Version {version} of model '{model}' is not served here now.")
                );
    }

    private string Paths() =>
        string.Join(", ", All.Select(served => $"/models/{served.Uri.Model}/{served.Uri.Segment}"));

    private string ModelNames() => string.Join(", ", All.Select(served => $"'{served.Uri.Model}'").Distinct());
}
