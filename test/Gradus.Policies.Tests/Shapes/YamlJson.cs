using System.Text.Json.Nodes;
using Gradus.Policies.Yaml;

namespace Gradus.Policies.Shapes;

/// <summary>A YAML file as JSON, as editors see it that check YAML by a JSON Schema.</summary>
internal static class YamlJson
{
    public static string Write(YamlNode node) => Convert(node)?.ToJsonString() ?? "null";

    private static JsonNode? Convert(YamlNode node) =>
        node switch
        {
            YamlMap map => new JsonObject(
                map.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, Convert(entry.Value)))
            ),
            YamlList list => new JsonArray([.. list.Items.Select(Convert)]),
            YamlScalar { Kind: ScalarKind.Null } => null,
            YamlScalar { Kind: ScalarKind.Flag } flag => flag.Flag,
            YamlScalar { Kind: ScalarKind.Whole } whole => (long)whole.Number!.Value,
            YamlScalar { Kind: ScalarKind.Number } number => number.Number,
            YamlScalar scalar => scalar.Text,
            _ => throw new InvalidOperationException(),
        };
}
