using System.Globalization;

namespace Gradus.Load.Data;

/// <summary>A search whose latency is compared between a small and a large registry.</summary>
/// <param name="Name">As people would write it.</param>
/// <param name="Indexed">Whether an index can answer it, so that it must not grow with the registry.</param>
/// <param name="Request">The n-th request of its kind against a registry; the ones that follow ask for other things.</param>
internal sealed record Search(string Name, bool Indexed, Func<Shape, int, byte[]> Request)
{
    private const string Newest = "order_by=last_updated_timestamp DESC";

    /// <summary>Those that start at the first page.</summary>
    public static IReadOnlyList<Search> All { get; } =
    [
        Versions("name = 'model-…'", (shape, n) => $"filter=name='{Model(shape, n)}'"),
        Versions("run_id = '…'", (shape, n) => $"filter=run_id='{Shape.RunId(Pick(shape, n), 1)}'"),
        Versions("source_path = '…'", (shape, n) => $"filter=source_path='{Shape.Source(Pick(shape, n), 1)}'"),
        Versions("tags.batch = '…' (16 match)", (shape, n) => $"filter=tags.batch='{Batch(shape, n)}'"),
        Versions(
            "tags.framework = 'onnx' (two in five match), newest first, page of 50",
            (_, _) => $"filter=tags.framework='onnx'&{Newest}&max_results=50"
        ),
        Versions(
            "name LIKE 'model-…%' (10 models), page of 50",
            (shape, n) => $"filter=name LIKE '{Prefix(shape, n)}'&max_results=50"
        ),
        Versions(
            "name LIKE 'model-…%' (10 models), by name, page of 50",
            (shape, n) => $"filter=name LIKE '{Prefix(shape, n)}'&order_by=name&max_results=50"
        ),
        Versions("everything, newest first, page of 50", (_, _) => $"{Newest}&max_results=50"),
        Versions("everything, oldest first, page of 50", (_, _) => "order_by=creation_timestamp ASC&max_results=50"),
        Versions(
            "version_number > 5, newest first, page of 50",
            (_, _) => $"filter=version_number > 5&{Newest}&max_results=50"
        ),
        new(
            "models: name LIKE 'model-…%' (10 models)",
            true,
            (shape, n) => Requests.SearchModels($"filter=name LIKE '{Prefix(shape, n)}'")
        ),
        new(
            "models: last updated first, page of 50",
            true,
            (_, _) => Requests.SearchModels($"{Newest}&max_results=50")
        ),
        Versions(
            "name LIKE '%…%' (10 models), newest first",
            (shape, n) => $"filter=name LIKE '%{Prefix(shape, n)[6..]}'&max_results=50",
            indexed: false
        ),
    ];

    private static Search Versions(string name, Func<Shape, int, string> query, bool indexed = true) =>
        new(name, indexed, (shape, n) => Requests.SearchVersions(query(shape, n)));

    // Walks over all models in leaps, so that neighbours in time are not neighbours on disk.
    private static int Pick(Shape shape, int n) => (int)(n * 7_919L % shape.Models);

    private static string Model(Shape shape, int n) => Shape.Model(Pick(shape, n));

    private static string Batch(Shape shape, int n) =>
        Shape.Batch(Pick(shape, n) * shape.VersionsEach / Shape.BatchSize);

    private static string Prefix(Shape shape, int n) =>
        string.Create(CultureInfo.InvariantCulture, $"model-{Pick(shape, n) / 10:D4}%");
}
