namespace Gradus.Load.Data;

/// <summary>A kind of read that is measured against a constant of the same size.</summary>
/// <param name="Name">As it is called in the tables.</param>
/// <param name="Request">The request for one model.</param>
internal sealed record Read(string Name, Func<string, byte[]> Request)
{
    public static IReadOnlyList<Read> All { get; } =
    [
        new("registered-models/get", Requests.GetModel),
        new("get-latest-versions", Requests.GetLatestVersions),
        new("model-versions/search by name", Requests.SearchVersionsByName),
        new("native GET models/{m}", Requests.GetModelNatively),
    ];
}
