using System.Net.Http.Headers;
using System.Text;
using Gradus.Protocol.Identities;
using Gradus.Protocol.Models;

namespace Gradus.Server.Tests.Auth;

/// <summary>
/// A registry that has users: models "fraud" and "churn" with a version each, and people with a token each. Its own clients
/// are the administrator's.
/// </summary>
internal sealed class Secured : IAsyncDisposable
{
    private readonly Dictionary<string, string> _tokens = [];

    private Secured(TestServer server) => Server = server;

    public TestServer Server { get; }

    /// <param name="policy">The policy in force; null for the open one.</param>
    /// <param name="users">Who there is besides the administrator.</param>
    public static async Task<Secured> StartAsync(string? policy = null, params string[] users)
    {
        var server = await TestServer.StartAsAdministratorAsync();
        var secured = new Secured(server);
        foreach (var user in users.DefaultIfEmpty("ana"))
        {
            await server.Api.Users.CreateAsync(new CreateUserDto(user));
            secured._tokens[user] = (await server.Api.Tokens.CreateAsync(new CreateTokenDto(user))).Secret;
        }

        foreach (var model in (string[])["fraud", "churn"])
        {
            await server.Api.Models.CreateAsync(new CreateModelDto(model));
            await server.Api.Versions.CreateAsync(model, new CreateVersionDto(Source: $"s3://bucket/{model}"));
        }

        if (policy is not null)
        {
            await server.Api.Policy.ApplyAsync(policy);
        }

        return secured;
    }

    public string TokenOf(string user) => _tokens[user];

    /// <summary>Sends a request as somebody, or, with null, without a credential.</summary>
    public Task<WireAnswer> SendAsync(
        string? user,
        string method,
        string path,
        string? json = null,
        params (string Name, string Value)[] headers
    )
    {
        var credential = user is null ? null : new AuthenticationHeaderValue("Bearer", TokenOf(user));
        return SendWithAsync(credential, method, path, json, headers);
    }

    /// <summary>Sends a request with a credential as it is given.</summary>
    public async Task<WireAnswer> SendWithAsync(
        AuthenticationHeaderValue? credential,
        string method,
        string path,
        string? json = null,
        params (string Name, string Value)[] headers
    )
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            new Uri(
                Server.Address.GetLeftPart(UriPartial.Authority) + path,
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
            )
        );
        request.Headers.Authorization = credential;
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await http.SendAsync(request);
        return await WireAnswer.ReadAsync(answer);
    }

    public static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
