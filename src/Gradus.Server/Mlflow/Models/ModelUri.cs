using Gradus.Core.Errors;

namespace Gradus.Server.Mlflow.Models;

/// <summary>
/// A URI that names a version of a registered model: models:/name/3, models:/name/Production, models:/name/latest or
/// models:/name@champion.
/// </summary>
/// <param name="Name">The registered model's name.</param>
/// <param name="Version">The version, if it is given by number.</param>
/// <param name="Stage">The stage whose newest version is meant, if so.</param>
/// <param name="Alias">The alias, if it is given by one. If nothing else is given, the newest version is meant.</param>
internal sealed record ModelUri(string Name, string? Version, string? Stage, string? Alias)
{
    private const string Scheme = "models:";

    /// <summary>Whether the source is such a URI at all.</summary>
    public static bool Names(string source) => source.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a URI; the refusal is MLflow's.</summary>
    public static Result<ModelUri> Parse(string uri)
    {
        var path = uri[Scheme.Length..];
        var parts = path.TrimStart('/').Split('/');
        if (!path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal) || parts[0].Trim().Length == 0)
        {
            return Improper(uri);
        }

        return parts switch
        {
            [_, ""] => Improper(uri),
            [var name, var number] when number.All(char.IsAsciiDigit) => new ModelUri(name, number, null, null),
            [var name, var latest] when latest.Equals("latest", StringComparison.OrdinalIgnoreCase) => new ModelUri(
                name,
                null,
                null,
                null
            ),
            [var name, var stage] => new ModelUri(name, null, stage, null),
            [var named] when named.LastIndexOf('@') is > 0 and var at && at < named.Length - 1 => new ModelUri(
                named[..at],
                null,
                null,
                named[(at + 1)..]
            ),
            [var id] when !id.Contains('@') => new Error(
                ErrorCode.ModelNotFound,
                $"Logged model with ID '{id}' not found."
            ),
            _ => Improper(uri),
        };
    }

    private static Error Improper(string uri) =>
        Error.Invalid(
            $"Not a proper models:/ URI: {uri}. Models URIs must be of the form 'models:/model_name/suffix' or "
                + "'models:/model_name@alias' where suffix is a model version, stage, or the string 'latest' and where "
                + "alias is a registered model alias. Only one of suffix or alias can be defined at a time.",
            "source"
        );
}
