using System.Text.Json;
using System.Text.Json.Serialization;
using Gradus.Core.Identities;

namespace Gradus.Server.Auth.Oidc;

/// <summary>An issuer of OIDC tokens that the registry trusts.</summary>
/// <param name="Issuer">Its address, as it stands in its tokens; https, but on this machine.</param>
/// <param name="Audience">For whom its tokens have to be.</param>
/// <param name="NameClaim">The claim that names a person.</param>
/// <param name="GroupsClaim">The claim that lists a person's groups.</param>
/// <param name="Groups">By the issuer's name of a group: the registry's. Others are left out.</param>
/// <param name="Services">Workloads that the claims tell apart; with any, its tokens are those of services only.</param>
internal sealed record IssuerSettings(
    string Issuer,
    string Audience,
    string NameClaim = "email",
    string GroupsClaim = "groups",
    IReadOnlyDictionary<string, string>? Groups = null,
    IReadOnlyList<ServiceSettings>? Services = null
)
{
    /// <summary>Everything that is wrong with it, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (
            !Uri.TryCreate(Issuer, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        )
        {
            yield return $"Issuer '{Issuer}' is not an https address.";
        }

        if (string.IsNullOrEmpty(Audience))
        {
            yield return $"Issuer '{Issuer}' needs an audience, or tokens for others would be taken.";
        }

        foreach (
            var group in (Groups ?? new Dictionary<string, string>()).Values.Concat(
                Services?.SelectMany(s => s.Groups ?? []) ?? []
            )
        )
        {
            if (GroupName.Parse(group).Error is { } wrong)
            {
                yield return wrong.Message;
            }
        }

        foreach (var service in Services ?? [])
        {
            if (UserName.Parse(service.Name).Error is { } wrong)
            {
                yield return wrong.Message;
            }

            if (service.Claims is not { Count: > 0 })
            {
                yield return $"Service '{service.Name}' needs claims, or every workload of the issuer would be it.";
            }
        }
    }
}

/// <summary>A workload, told by its token's claims: in CI the repository, the ref and the environment.</summary>
/// <param name="Name">As whom it acts.</param>
/// <param name="Claims">What all of the claims must be; '*' in a value stands for any characters.</param>
/// <param name="Groups">The registry's groups that it belongs to.</param>
internal sealed record ServiceSettings(
    string Name,
    IReadOnlyDictionary<string, string> Claims,
    IReadOnlyList<string>? Groups = null
);

/// <summary>The file that lists them.</summary>
/// <param name="Issuers">The issuers.</param>
internal sealed record IssuersFile(IReadOnlyList<IssuerSettings> Issuers)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">It says what is wrong with it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<IssuerSettings> Read(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), IssuersJson.Default.IssuersFile);
            var problems = (file?.Issuers ?? []).SelectMany(issuer => issuer.Problems()).ToList();
            return problems.Count == 0
                ? file?.Issuers ?? []
                : throw new InvalidDataException($"{path}: {string.Join(" ", problems)}");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not a file of issuers: {e.Message}", e);
        }
    }
}

/// <summary>Reads it without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip
)]
[JsonSerializable(typeof(IssuersFile))]
internal sealed partial class IssuersJson : JsonSerializerContext;
