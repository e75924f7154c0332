using System.Text.Json;
using System.Text.RegularExpressions;
using Gradus.Policies.Yaml;
using NJsonSchema;

namespace Gradus.Policies.Shapes;

/// <summary>The schema that editors use says of a file's form what the reader says.</summary>
public sealed partial class PolicySchemaTests
{
    [Fact]
    public void The_schema_is_the_one_checked_in() =>
        Checkout.ShouldBeWhatIsCheckedIn(PolicySchema.Json, "api", "policy.schema.json");

    public static TheoryData<string> GoodFiles() =>
        [Files.Whole, .. PolicyPresets.Names.Select(name => PolicyPresets.Find(name)!), .. Guide.Examples];

    [Theory]
    [MemberData(nameof(GoodFiles))]
    public async Task What_the_reader_takes_the_schema_takes(string text)
    {
        Files.Read(text);

        (await RefusalsAsync(text)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("mode: warn")]
    [InlineData("version: 2")]
    [InlineData("version: \"1\"")]
    [InlineData("version: 1\nmode: on")]
    [InlineData("version: 1\nmod: warn")]
    [InlineData("version: 1\nroles: [ann]")]
    [InlineData("version: 1\nroles: {release: ann}")]
    [InlineData("version: 1\nroles: {release: [7]}")]
    [InlineData("version: 1\npermissions: [{allow: [promote]}]")]
    [InlineData("version: 1\npermissions: [{allow: [], to: [ann]}]")]
    [InlineData("version: 1\npermissions: [{allow: [promot], to: [ann]}]")]
    [InlineData("version: 1\nstages: [{description: x}]")]
    [InlineData("version: 1\nstages: [Production]")]
    [InlineData("version: 1\nstages: [{name: A, occupancy: two}]")]
    [InlineData("version: 1\nstages: [{name: A, from: Staging}]")]
    [InlineData("version: 1\nstages: [{name: A, from: []}]")]
    [InlineData("version: 1\nstages: [{name: A, soak: 1 day}]")]
    [InlineData("version: 1\nstages: [{name: A, soak: 24}]")]
    [InlineData("version: 1\nstages: [{name: A, archive_existing: yes}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [signature]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{signature: {}, size: {at_most: 1MB}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{signature: {strict: true}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{signature: {}, retries: 11}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{signature: {}, retries: 1.5}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{signed: {keys: []}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{signed: {keys: [MFkw]}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{signed: {roots: [MFkw]}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{signed: {file: model.json}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{threshold: {metric: f1, data: d}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{threshold: {metric: f1, data: d, above: 1, below: 2}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{threshold: {metric: f 1, data: d, above: 1}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{threshold: {metric: f1, source: measured, above: 1}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{incumbent: {metric: f1, data: d, margin: two}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{latency: {data: d, p90_ms: 1}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{latency: {data: d, p95_ms: 0}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{size: {at_most: 200}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{command: {name: x, run: pytest}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{command: {name: x, run: [a], report: html}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{command: {name: x, run: [a], env: {A: [b]}}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{external: {}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{documentation: {description: 0}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{http: {name: x, url: \"ftp://x/\"}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{http: {name: x, url: \"https://me:pw@x/\"}}]}]")]
    [InlineData("version: 1\nstages: [{name: A, approvals: {required: 0}}]")]
    [InlineData("version: 1\nstages: [{name: A, approvals: {roles: []}}]")]
    [InlineData("version: 1\nstages: [{name: A, approvals: nobody}]")]
    [InlineData("version: 1\nstages: [{name: A, freeze: [{cron: \"* * * * *\"}]}]")]
    [InlineData("version: 1\nstages: [{name: A, verify: {every: 1h}}]")]
    [InlineData("version: 1\nstages: [{name: A, verify: {gates: [{signature: {}}], on_failure: explode}}]")]
    [InlineData("version: 1\nstages: [{name: A, promote: {best: f1}}]")]
    [InlineData("version: 1\nstages: [{name: A, gates: [{evaluate: {data: d}, runner: GPU}]}]")]
    [InlineData("version: 1\nrunners: {gpu: {kubernetes: {}}}")]
    [InlineData("version: 1\nrunners: {gpu: {kubernetes: {template: Job}}}")]
    [InlineData("version: 1\nrunners: {gpu: {slurm: {template: {}}}}")]
    [InlineData("version: 1\nmodels: [{mode: warn}]")]
    [InlineData("version: 1\nmodels: [{match: a, stages: [{name: B, description: x, soak: 1h}]}]")]
    public async Task What_is_wrong_in_form_both_refuse(string text)
    {
        PolicyFile.Parse(text).Problems.ShouldNotBeEmpty();

        (await RefusalsAsync(text)).ShouldNotBeEmpty();
    }

    /// <summary>Each definition of the schema has the keys that the reader knows there, and says what each is for.</summary>
    [Fact]
    public void The_schema_has_every_key_of_the_reader_and_no_other()
    {
        using var schema = JsonDocument.Parse(PolicySchema.Json);
        var told = schema
            .RootElement.GetProperty("$defs")
            .EnumerateObject()
            .Select(definition => definition.Value)
            .Append(schema.RootElement)
            .Select(definition => KeysIn(definition.GetProperty("properties")));

        told.ShouldBe(Sections.All.Select(section => Join(section.Keys.Select(key => key.Name))), ignoreOrder: true);
        Sections.All.Select(section => section.Title).ShouldBeUnique();
        Sections.All.SelectMany(section => section.Keys).ShouldAllBe(key => key.Doc.EndsWith('.'));
        Sections.All.Count.ShouldBe(29);
    }

    [Fact]
    public void Patterns_of_the_schema_take_what_the_reader_takes()
    {
        (Shape Form, string[] Texts)[] forms =
        [
            (Forms.Duration, ["30s", "10m", "1d12h", "999999s", "0s1m"]),
            (Forms.Size, ["1B", "1.5GB", "200 MB", "2GiB", "1kB"]),
            (Forms.Percent, ["2%", "0.5%", "100%"]),
            (Forms.Metric, ["f1@macro", "a/b", "latency_p95_ms"]),
            (Forms.Dataset, ["churn test", "é"]),
            (Forms.Url, ["https://x", "http://127.0.0.1:8080/a?b=c", "https://[::1]/x", "https://x/@me"]),
            (Forms.Variable, ["A_1", "_"]),
        ];

        foreach (var (form, texts) in forms)
        {
            var text = (TextShape)form;
            texts.ShouldAllBe(written => text.Refuse(written) == null);
            texts.ShouldAllBe(written => Regex.IsMatch(written, text.Pattern!));
        }
    }

    private static string KeysIn(JsonElement properties) =>
        Join(properties.EnumerateObject().Select(property => property.Name));

    private static string Join(IEnumerable<string> keys) => string.Join(' ', keys);

    private static async Task<IReadOnlyList<string>> RefusalsAsync(string text)
    {
        var schema = await JsonSchema.FromJsonAsync(Definitions().Replace(PolicySchema.Json, "definitions"));
        var root = YamlReader.Read(text, new ProblemList()).ShouldNotBeNull();
        return [.. schema.Validate(YamlJson.Write(root)).Select(error => error.ToString())];
    }

    // NJsonSchema looks for definitions under the name that older drafts gave them.
    [GeneratedRegex(@"\$defs")]
    private static partial Regex Definitions();
}
