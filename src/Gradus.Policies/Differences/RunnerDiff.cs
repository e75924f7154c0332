using System.Globalization;
using System.Text.Json;
using Gradus.Core.Work;

namespace Gradus.Policies.Differences;

/// <summary>What changes of the runners, down to single values of their templates.</summary>
internal static class RunnerDiff
{
    private const string Nothing = "nothing";

    public static void Compare(
        IReadOnlyDictionary<string, JobRunner> a,
        IReadOnlyDictionary<string, JobRunner> b,
        Changes changes
    )
    {
        changes.CompareSets("runner", a.Keys, b.Keys);
        foreach (var name in a.Keys.Where(b.ContainsKey))
        {
            var own = changes.Of($"runner {name}");
            own.Compare("namespace", Say(a[name].Namespace), Say(b[name].Namespace));
            var (before, after) = (ValuesOf(a[name]), ValuesOf(b[name]));
            foreach (var path in before.Keys.Union(after.Keys))
            {
                own.Compare(path, before.GetValueOrDefault(path, Nothing), after.GetValueOrDefault(path, Nothing));
            }
        }
    }

    private static string Say(string? space) => space ?? "the dispatcher's own";

    private static Dictionary<string, string> ValuesOf(JobRunner runner)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        using var template = JsonDocument.Parse(runner.Template);
        Collect(template.RootElement, "", values);
        return values;
    }

    private static void Collect(JsonElement node, string path, Dictionary<string, string> values)
    {
        switch (node.ValueKind)
        {
            case JsonValueKind.Object when node.EnumerateObject().Any():
                foreach (var property in node.EnumerateObject())
                {
                    Collect(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", values);
                }

                break;
            case JsonValueKind.Array when node.GetArrayLength() > 0:
                foreach (var (i, item) in node.EnumerateArray().Index())
                {
                    Collect(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), values);
                }

                break;
            default:
                values[path] = node.GetRawText();
                break;
        }
    }
}
