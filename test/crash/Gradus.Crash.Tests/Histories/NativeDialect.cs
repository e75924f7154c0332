using System.Net.Http.Json;
using System.Text.Json;

namespace Gradus.Crash.Tests.Histories;

/// <summary>The native API, <c>/api/v1</c>.</summary>
internal sealed class NativeDialect : IDialect
{
    public HttpRequestMessage Ask(string model, Operation operation)
    {
        var path = $"/api/v1/models/{model}";
        return operation switch
        {
            Register => With(HttpMethod.Post, $"{path}/versions", new { source = "s3://bucket/one" }),
            Move move => With(
                HttpMethod.Post,
                $"{path}/versions/{move.Version}/transitions",
                new { stage = move.Stage, archive_existing_versions = move.ArchiveExisting }
            ),
            SetAlias set => With(HttpMethod.Put, $"{path}/aliases/{set.Alias}", new { version = set.Version }),
            DeleteAlias delete => new(HttpMethod.Delete, $"{path}/aliases/{delete.Alias}"),
            SetTag set => With(HttpMethod.Put, $"{path}/tags/{set.Key}", new { value = set.Value }),
            DeleteTag delete => new(HttpMethod.Delete, $"{path}/tags/{delete.Key}"),
            ReadVersion read => new(HttpMethod.Get, $"{path}/versions/{read.Version}"),
            ReadVersions => new(HttpMethod.Get, $"{path}/versions?max_results=1000"),
            ReadHolders read => new(HttpMethod.Get, $"{path}/stages/{read.Stage}/holders"),
            ReadAlias read => new(HttpMethod.Get, $"{path}/aliases/{read.Alias}"),
            ReadModel => new(HttpMethod.Get, path),
            ReadTransitions => new(HttpMethod.Get, $"{path}/history?max_results=1000"),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "It has no words for that."),
        };
    }

    public string Read(Operation operation, JsonElement answer) =>
        operation switch
        {
            Register => Said.Number(NumberOf(answer)),
            Move => Said.Moved(
                VersionOf(answer.GetProperty("version")),
                answer.List("transitions").Where(one => one.Has("displaced_by")).Select(NumberOf)
            ),
            ReadVersion => VersionOf(answer),
            ReadAlias => $"{NumberOf(answer)} {VersionOf(answer)}",
            ReadVersions => Said.Versions(answer.List("versions").Select(one => (NumberOf(one), VersionOf(one)))),
            ReadHolders => Said.Numbers(answer.List("holders").Select(NumberOf)),
            ReadModel => Said.Model(
                answer.List("tags").Select(tag => (tag.Text("key")!, tag.Text("value")!)),
                answer.List("aliases").Select(alias => (alias.Text("name")!, NumberOf(alias))),
                answer.List("latest_versions").Select(one => (one.Text("stage")!, NumberOf(one)))
            ),
            ReadTransitions => Said.Transitions(answer.List("transitions").Reverse().Select(TransitionOf)),
            _ => Said.Done,
        };

    private static int NumberOf(JsonElement version) => version.GetProperty("version").GetInt32();

    private static string VersionOf(JsonElement version) =>
        Said.Version(version.Text("stage")!, version.List("aliases").Select(alias => alias.GetString()!));

    private static string TransitionOf(JsonElement one) =>
        Said.Transition(
            NumberOf(one),
            one.Text("from"),
            one.Text("to"),
            one.Has("displaced_by") ? one.GetProperty("displaced_by").GetInt32() : null
        );

    private static HttpRequestMessage With<T>(HttpMethod method, string path, T body) =>
        new(method, path) { Content = JsonContent.Create(body) };
}
