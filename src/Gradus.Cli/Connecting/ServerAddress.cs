using System.Net.Http.Headers;
using System.Text;
using Gradus.Cli.CommandLine;
using Gradus.Protocol.Client;

namespace Gradus.Cli.Connecting;

/// <summary>Which server a command talks to, and what the credentials for it are.</summary>
internal sealed record ServerAddress(Uri Address)
{
    /// <summary>Where <c>gradus server</c> listens unless told otherwise.</summary>
    public const string Local = "http://127.0.0.1:5000";

    /// <summary>
    /// The address of --server, else of GRADUS_SERVER, MLFLOW_REGISTRY_URI, MLFLOW_TRACKING_URI, else the local default.
    /// A variable of MLflow's may name a store that is no server: it is passed over if the other one names a server, and
    /// refused if none does, since the local default is not what was meant.
    /// </summary>
    public static ServerAddress Choose(string? option, Func<string, string?> environment)
    {
        if (!string.IsNullOrEmpty(option))
        {
            return Parse(option, "--server");
        }

        if (environment("GRADUS_SERVER") is { Length: > 0 } own)
        {
            return Parse(own, "GRADUS_SERVER");
        }

        (string Name, string Uri)[] set =
        [
            .. ((string[])["MLFLOW_REGISTRY_URI", "MLFLOW_TRACKING_URI"])
                .Select(name => (name, environment(name) ?? ""))
                .Where(variable => variable.Item2.Length > 0),
        ];
        return set.FirstOrDefault(variable => IsHttp(variable.Uri)) switch
        {
            { Uri: { } uri, Name: var name } => Parse(uri, name),
            _ when set.Length > 0 => throw new UsageException(
                $"{set[0].Name} is '{set[0].Uri}', which is not a server's address; name one with --server http://…"
            ),
            _ => new ServerAddress(new Uri(Local)),
        };
    }

    /// <summary>What the client is made from: the credentials are those that MLflow's clients send.</summary>
    public GradusClientOptions ToOptions(Func<string, string?> environment) =>
        new(Address, UserName(environment), Authorization(environment));

    /// <summary>
    /// Who stands in the history: GRADUS_USER, else the user that MLflow's clients would name, else who is logged in here.
    /// </summary>
    public static string UserName(Func<string, string?> environment) =>
        ((string[])["GRADUS_USER", "MLFLOW_TRACKING_USERNAME"])
            .Select(environment)
            .FirstOrDefault(name => !string.IsNullOrEmpty(name))
        ?? Environment.UserName;

    private static ServerAddress Parse(string text, string from)
    {
        var full = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return IsHttp(full) && Uri.TryCreate(full, UriKind.Absolute, out var address)
            ? new ServerAddress(address)
            : throw new UsageException($"{from} is '{text}', which is not an http or https address.");
    }

    private static bool IsHttp(string uri) =>
        uri.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || uri.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private AuthenticationHeaderValue? Authorization(Func<string, string?> environment)
    {
        if (environment("GRADUS_TOKEN") is { Length: > 0 } own)
        {
            return new AuthenticationHeaderValue("Bearer", own);
        }

        if (environment("MLFLOW_TRACKING_USERNAME") is { Length: > 0 } user)
        {
            return Basic($"{user}:{environment("MLFLOW_TRACKING_PASSWORD")}");
        }

        if (environment("MLFLOW_TRACKING_TOKEN") is { Length: > 0 } token)
        {
            return new AuthenticationHeaderValue("Bearer", token);
        }

        return Address.UserInfo.Length > 0 ? Basic(Uri.UnescapeDataString(Address.UserInfo)) : null;
    }

    private static AuthenticationHeaderValue Basic(string userAndPassword) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(userAndPassword)));
}
