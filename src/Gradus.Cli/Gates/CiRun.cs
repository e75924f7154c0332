namespace Gradus.Cli.Gates;

/// <summary>The address of the CI run that this program is part of, by the variables that CI systems set.</summary>
internal static class CiRun
{
    /// <summary>The address; null outside the CI systems that are known here.</summary>
    public static string? Find(Func<string, string?> environment)
    {
        // GitHub Actions, and Gitea and Forgejo after it.
        if (
            Get("GITHUB_SERVER_URL") is { } server
            && Get("GITHUB_REPOSITORY") is { } repository
            && Get("GITHUB_RUN_ID") is { } run
        )
        {
            return $"{server}/{repository}/actions/runs/{run}";
        }

        // Azure Pipelines.
        if (
            Get("SYSTEM_COLLECTIONURI") is { } collection
            && Get("SYSTEM_TEAMPROJECT") is { } project
            && Get("BUILD_BUILDID") is { } build
        )
        {
            return $"{collection.TrimEnd('/')}/{Uri.EscapeDataString(project)}/_build/results?buildId={build}";
        }

        // GitLab; Jenkins; CircleCI; Buildkite.
        return Get("CI_JOB_URL") ?? Get("BUILD_URL") ?? Get("CIRCLE_BUILD_URL") ?? Get("BUILDKITE_BUILD_URL");

        string? Get(string name) => environment(name) is { Length: > 0 } value ? value : null;
    }
}
