using System.Text.Json;

namespace Gradus.Evaluation;

/// <summary>Values that other libraries computed from the same predictions and data: reference/values.json, made by reference/make.py.</summary>
internal static class Reference
{
    private static readonly JsonElement Root = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(SamplePredictions.Folder, "..", "values.json")))
        .RootElement;

    public static double Number(params string[] path) => Find(path).GetDouble();

    public static double[] Numbers(params string[] path) =>
        [.. Find(path).EnumerateArray().Select(value => value.GetDouble())];

    public static double[][] Rows(params string[] path) =>
        [
            .. Find(path)
                .EnumerateArray()
                .Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray()),
        ];

    public static IReadOnlyDictionary<string, double> Table(params string[] path) =>
        Find(path).EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetDouble());

    /// <summary>A column of a sample's file.</summary>
    public static float[] Column(string dataset, string part, string name)
    {
        var lines = File.ReadAllLines(Samples.Path(dataset, $"{part}.csv"));
        var index = Array.IndexOf(lines[0].Split(','), name);
        return
        [
            .. lines
                .Skip(1)
                .Select(line => float.Parse(line.Split(',')[index], System.Globalization.CultureInfo.InvariantCulture)),
        ];
    }

    private static JsonElement Find(string[] path) =>
        path.Aggregate(Root, (element, name) => element.GetProperty(name));
}
