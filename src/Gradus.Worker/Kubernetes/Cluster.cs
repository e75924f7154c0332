using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Gradus.Worker.Kubernetes;

/// <summary>The part of a cluster's API that dispatchers use. Every call throws <see cref="ClusterException"/> if it fails.</summary>
internal sealed class Cluster(IKubernetes api) : IDisposable
{
    // Without it the API server passes over keys that it does not know, and a typing error becomes a Job that does something else.
    private const string Strict = "Strict";

    private const string Background = "Background";

    /// <summary>The API server's address.</summary>
    public Uri Address => api.BaseUri;

    /// <summary>Makes a Job.</summary>
    public Task CreateAsync(string space, JsonObject job, CancellationToken ct) =>
        AnsweredAsync(
            () =>
                api.CustomObjects.CreateNamespacedCustomObjectAsync(
                    job,
                    "batch",
                    "v1",
                    space,
                    "jobs",
                    fieldValidation: Strict,
                    cancellationToken: ct
                ),
            ct
        );

    /// <summary>A Job; null if it is not there.</summary>
    public async Task<V1Job?> FindAsync(string space, string name, CancellationToken ct)
    {
        try
        {
            return await AnsweredAsync(() => api.BatchV1.ReadNamespacedJobAsync(name, space, cancellationToken: ct), ct)
                .ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>The Jobs that carry some labels.</summary>
    public async Task<IReadOnlyList<V1Job>> ListAsync(string space, string labels, CancellationToken ct)
    {
        var list = await AnsweredAsync(
                () => api.BatchV1.ListNamespacedJobAsync(space, labelSelector: labels, cancellationToken: ct),
                ct
            )
            .ConfigureAwait(false);
        return [.. list.Items];
    }

    /// <summary>The pods of a Job.</summary>
    public async Task<IReadOnlyList<V1Pod>> ListPodsAsync(string space, string job, CancellationToken ct)
    {
        var labels = $"batch.kubernetes.io/job-name={job}";
        var list = await AnsweredAsync(
                () => api.CoreV1.ListNamespacedPodAsync(space, labelSelector: labels, cancellationToken: ct),
                ct
            )
            .ConfigureAwait(false);
        return [.. list.Items];
    }

    /// <summary>Deletes a Job with its pods; one that is gone already is well.</summary>
    public async Task DeleteAsync(string space, string name, CancellationToken ct)
    {
        try
        {
            await AnsweredAsync(
                    () =>
                        api.BatchV1.DeleteNamespacedJobAsync(
                            name,
                            space,
                            propagationPolicy: Background,
                            cancellationToken: ct
                        ),
                    ct
                )
                .ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.IsNotFound)
        {
            // Somebody else was faster.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => api.Dispose();

    private async Task<T> AnsweredAsync<T>(Func<Task<T>> exchange, CancellationToken ct)
    {
        try
        {
            return await exchange().ConfigureAwait(false);
        }
        catch (HttpOperationException e)
        {
            throw new ClusterException(
                $"The cluster answered {(int)e.Response.StatusCode}: {Said(e.Response)}",
                e.Response.StatusCode,
                e
            );
        }
        catch (Exception e) when (e is HttpRequestException or IOException || IsTimeout(e, ct))
        {
            throw new ClusterException($"The cluster at {Address.Authority} cannot be reached: {e.Message}", null, e);
        }
        catch (JsonException e)
        {
            throw new ClusterException($"The cluster at {Address.Authority} does not speak Kubernetes' API.", null, e);
        }
    }

    private static bool IsTimeout(Exception e, CancellationToken ct) =>
        e is OperationCanceledException && !ct.IsCancellationRequested;

    // A refusal is a Status, whose message is for people.
    private static string Said(HttpResponseMessageWrapper response)
    {
        try
        {
            return JsonNode.Parse(response.Content)?["message"]?.GetValue<string>() is { Length: > 0 } message
                ? $"{message.TrimEnd('.')}."
                : $"{response.ReasonPhrase}.";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"{response.ReasonPhrase}.";
        }
    }
}
