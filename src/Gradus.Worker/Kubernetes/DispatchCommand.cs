using System.Diagnostics.CodeAnalysis;
using Gradus.Worker.Hosting;
using k8s;
using k8s.Exceptions;
using YamlDotNet.Core;

namespace Gradus.Worker.Kubernetes;

/// <summary>Runs a dispatcher in the cluster that it runs in itself, or that KUBECONFIG names.</summary>
internal static class DispatchCommand
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How to reach the cluster, or why that is not known.</summary>
    public static bool TryConfigure(
        [NotNullWhen(true)] out KubernetesClientConfiguration? found,
        [NotNullWhen(false)] out string? problem
    )
    {
        (found, problem) = (null, null);
        try
        {
            if (
                !KubernetesClientConfiguration.IsInCluster()
                && Environment.GetEnvironmentVariable("KUBECONFIG") is null or ""
                && !File.Exists(KubernetesClientConfiguration.KubeConfigDefaultLocation)
            )
            {
                problem =
                    "There is no cluster: run with --kubernetes in a pod with a service account, or name a configuration in KUBECONFIG.";
                return false;
            }

            found = KubernetesClientConfiguration.BuildDefaultConfig();
            found.HttpClientTimeout = AnswerTimeout;
            return true;
        }
        catch (Exception e) when (e is KubeConfigException or KubernetesException or IOException or YamlException)
        {
            problem = $"The cluster's configuration cannot be read: {e.Message}";
            return false;
        }
    }

    /// <summary>Runs it until it is stopped.</summary>
    public static Task<int> RunAsync(
        DispatcherOptions options,
        KubernetesClientConfiguration configuration,
        WorkClient client,
        int? parent
    ) =>
        UntilStopped.RunAsync(
            parent,
            whenStopped: 0,
            async (logger, ct) =>
            {
                using var cluster = new Cluster(new k8s.Kubernetes(configuration));
                await new Dispatcher(options, client, cluster, TimeProvider.System, logger)
                    .RunAsync(ct)
                    .ConfigureAwait(false);
                return 0;
            }
        );
}
