using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Gradus.Crash.Tests.Histories;

/// <summary>MLflow's API, <c>/api/2.0/mlflow</c>.</summary>
internal sealed class MlflowDialect : IDialect
{
    private const string Models = "/api/2.0/mlflow/registered-models";
    private const string Versions = "/api/2.0/mlflow/model-versions";

    public HttpRequestMessage Ask(string model, Operation operation) =>
        operation switch
        {
            Register => With(HttpMethod.Post, $"{Versions}/create", new { name = model, source = "s3://bucket/one" }),
            Move move => With(
                HttpMethod.Post,
                $"{Versions}/transition-stage",
                new
                {
                    name = model,
                    version = $"{move.Version}",
                    stage = move.Stage,
                    archive_existing_versions = move.ArchiveExisting,
                }
            ),
            SetAlias set => With(
                HttpMethod.Post,
                $"{Models}/alias",
                new
                {
                    name = model,
                    alias = set.Alias,
                    version = $"{set.Version}",
                }
            ),
            DeleteAlias delete => With(
                HttpMethod.Delete,
                $"{Models}/alias",
                new { name = model, alias = delete.Alias }
            ),
            SetTag set => With(
                HttpMethod.Post,
                $"{Models}/set-tag",
                new
                {
                    name = model,
                    key = set.Key,
                    value = set.Value,
                }
            ),
            DeleteTag delete => With(HttpMethod.Delete, $"{Models}/delete-tag", new { name = model, key = delete.Key }),
            ReadVersion read => new(HttpMethod.Get, $"{Versions}/get?name={model}&version={read.Version}"),
            ReadVersions => new(HttpMethod.Get, $"{Versions}/search?filter=name%3D'{model}'"),
            ReadHolders read => new(HttpMethod.Get, $"{Models}/get-latest-versions?name={model}&stages={read.Stage}"),
            ReadAlias read => new(HttpMethod.Get, $"{Models}/alias?name={model}&alias={read.Alias}"),
            ReadModel => new(HttpMethod.Get, $"{Models}/get?name={model}"),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "It has no words for that."),
        };

    public string Read(Operation operation, JsonElement answer) =>
        operation switch
        {
            Register => Said.Number(NumberOf(answer.GetProperty("model_version"))),
            Move or ReadVersion => VersionOf(answer.GetProperty("model_version")),
            ReadAlias => answer.GetProperty("model_version") is var to ? $"{NumberOf(to)} {VersionOf(to)}" : "",
            ReadVersions => Said.Versions(answer.List("model_versions").Select(one => (NumberOf(one), VersionOf(one)))),
            ReadHolders => Said.Numbers(answer.List("model_versions").Select(NumberOf)),
            ReadModel => ModelOf(answer.GetProperty("registered_model")),
            _ => Said.Done,
        };

    private static string ModelOf(JsonElement model) =>
        Said.Model(
            model.List("tags").Select(tag => (tag.Text("key")!, tag.Text("value")!)),
            model.List("aliases").Select(alias => (alias.Text("alias")!, NumberOf(alias))),
            model.List("latest_versions").Select(one => (one.Text("current_stage")!, NumberOf(one)))
        );

    private static int NumberOf(JsonElement version) =>
        int.Parse(version.Text("version")!, CultureInfo.InvariantCulture);

    private static string VersionOf(JsonElement version) =>
        Said.Version(version.Text("current_stage")!, version.List("aliases").Select(alias => alias.GetString()!));

    private static HttpRequestMessage With<T>(HttpMethod method, string path, T body) =>
        new(method, path) { Content = JsonContent.Create(body) };
}
