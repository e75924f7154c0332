using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Gradus.Protocol.Identities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gradus.Server.Tests.Auth;

/// <summary>Tokens of an issuer that really publishes its keys, on this machine.</summary>
public sealed class OidcTests
{
    private const string Audience = "gradus";

    [Fact]
    public async Task A_person_is_let_in_with_the_groups_that_are_known_here()
    {
        await using var world = await World.StartAsync();

        var me = await world.SendAsync(
            "GET",
            "/api/v1/me",
            world.Issuer.PersonToken("ana@example.org", ["g-1", "g-2"])
        );

        me.Status.ShouldBe(HttpStatusCode.OK, me.Text);
        me.Text.ShouldContain("\"name\":\"ana@example.org\",\"kind\":\"person\",\"groups\":[\"administrators\"]");
        (
            await world.SendAsync("GET", "/api/v1/users", world.Issuer.PersonToken("bo@example.org", ["g-2"]))
        ).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_workload_is_known_by_its_claims()
    {
        await using var world = await World.StartAsync();
        Dictionary<string, object> Claims(string repository, string reference) =>
            new() { ["repository"] = repository, ["ref"] = reference };

        (
            await world.SendAsync("GET", "/api/v1/me", world.Ci.Token(Claims("acme/fraud", "refs/heads/main")))
        ).Text.ShouldContain("\"name\":\"ci-fraud\",\"kind\":\"service\"");
        foreach (
            var claims in new[]
            {
                Claims("acme/fraud", "refs/pull/7"),
                Claims("evil/fraud", "refs/heads/main"),
                Claims("acme/fraudulent", "refs/heads/main"),
                [],
            }
        )
        {
            (await world.SendAsync("GET", "/api/v1/me", world.Ci.Token(claims))).Status.ShouldBe(
                HttpStatusCode.Unauthorized
            );
        }
    }

    [Fact]
    public async Task A_token_that_is_not_quite_right_lets_nobody_in()
    {
        await using var world = await World.StartAsync();
        var issuer = world.Issuer;
        var good = issuer.PersonToken("ana@example.org", []);
        using var strange = await Issuer.StartAsync();
        var parts = good.Split('.');
        string[] wrong =
        [
            issuer.PersonToken("ana@example.org", [], audience: "others"),
            issuer.PersonToken("ana@example.org", [], expires: DateTime.UtcNow.AddMinutes(-5)),
            issuer.PersonToken("ana@example.org", [], notBefore: DateTime.UtcNow.AddMinutes(5)),
            issuer.PersonToken("no spaces allowed", []),
            issuer.PersonToken("anonymous", []),
            strange.PersonToken("ana@example.org", []),
            strange.PersonToken("ana@example.org", [], issuer: issuer.Address),
            $"{parts[0]}.{parts[1]}.",
            $"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA",
            $"{Encode("""{"alg":"none"}""")}.{parts[1]}.",
            "ey.ey.ey",
        ];

        (await world.SendAsync("GET", "/api/v1/me", good)).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var token in wrong)
        {
            var answer = await world.SendAsync("GET", "/api/v1/me", token);
            answer.ShouldBeRefused(HttpStatusCode.Unauthorized, "unauthenticated");
        }
    }

    [Fact]
    public async Task A_user_who_is_shut_out_here_does_not_come_in_by_the_issuer()
    {
        await using var world = await World.StartAsync();
        await world.Server.Api.Users.CreateAsync(new CreateUserDto("ana@example.org"));
        var token = world.Issuer.PersonToken("ana@example.org", ["g-1"]);
        (await world.SendAsync("GET", "/api/v1/me", token)).Status.ShouldBe(HttpStatusCode.OK);

        await world.Server.Api.Users.DisableAsync("ana@example.org");

        (await world.SendAsync("GET", "/api/v1/me", token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Keys_that_the_issuer_has_changed_are_read_anew()
    {
        await using var world = await World.StartAsync();
        (await world.SendAsync("GET", "/api/v1/me", world.Issuer.PersonToken("ana", []))).Status.ShouldBe(
            HttpStatusCode.OK
        );

        world.Issuer.ChangeKey();
        await Task.Delay(TimeSpan.FromSeconds(1.1));

        (await world.SendAsync("GET", "/api/v1/me", world.Issuer.PersonToken("ana", []))).Status.ShouldBe(
            HttpStatusCode.OK
        );
    }

    private static string Encode(string json) => Base64UrlEncoder.Encode(json);

    private sealed class World : IAsyncDisposable
    {
        private World(TestServer server, Issuer issuer, Issuer ci) => (Server, Issuer, Ci) = (server, issuer, ci);

        public TestServer Server { get; }

        public Issuer Issuer { get; }

        public Issuer Ci { get; }

        public static async Task<World> StartAsync()
        {
            var (issuer, ci) = (await Issuer.StartAsync(), await Issuer.StartAsync());
            var file = Path.GetTempFileName();
            await File.WriteAllTextAsync(
                file,
                $$"""
                {
                  "issuers": [
                    { "issuer": "{{issuer.Address}}", "audience": "{{Audience}}", "groups": { "g-1": "administrators" } },
                    {
                      "issuer": "{{ci.Address}}", "audience": "{{Audience}}",
                      "services": [
                        { "name": "ci-fraud", "claims": { "repository": "acme/fraud", "ref": "refs/heads/*" } }
                      ]
                    }
                  ]
                }
                """
            );
            var server = await TestServer.StartAsAdministratorAsync(issuers: file);
            File.Delete(file);
            return new World(server, issuer, ci);
        }

        public Task<WireAnswer> SendAsync(string method, string path, string token)
        {
            Server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return Server.SendAsync(method, path);
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            Issuer.Dispose();
            Ci.Dispose();
        }
    }

    // An issuer as OpenID Connect Discovery has it: where its keys are, and the keys.
    private sealed class Issuer : IDisposable
    {
        private readonly WebApplication _app;
        private RSA _key = RSA.Create(2048);
        private string _keyId = "k-1";

        private Issuer()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _app = builder.Build();
            _app.MapGet(
                "/.well-known/openid-configuration",
                () => Results.Json(new { issuer = Address, jwks_uri = $"{Address}/keys" })
            );
            _app.MapGet("/keys", () => Results.Text(Keys(), "application/json"));
        }

        public string Address =>
            _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        public static async Task<Issuer> StartAsync()
        {
            var issuer = new Issuer();
            await issuer._app.StartAsync();
            return issuer;
        }

        public void ChangeKey()
        {
            _key = RSA.Create(2048);
            _keyId = "k-2";
        }

        public string PersonToken(
            string email,
            string[] groups,
            string audience = Audience,
            DateTime? expires = null,
            DateTime? notBefore = null,
            string? issuer = null
        ) => Token(new() { ["email"] = email, ["groups"] = groups }, audience, expires, notBefore, issuer);

        public string Token(
            Dictionary<string, object> claims,
            string audience = Audience,
            DateTime? expires = null,
            DateTime? notBefore = null,
            string? issuer = null
        ) =>
            new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
                new SecurityTokenDescriptor
                {
                    Issuer = issuer ?? Address,
                    Audience = audience,
                    Claims = claims,
                    Expires = expires ?? DateTime.UtcNow.AddMinutes(5),
                    NotBefore = notBefore,
                    SigningCredentials = new SigningCredentials(
                        new RsaSecurityKey(_key) { KeyId = _keyId },
                        SecurityAlgorithms.RsaSha256
                    ),
                }
            );

        public void Dispose() => _app.DisposeAsync().AsTask().GetAwaiter().GetResult();

        private string Keys()
        {
            var parameters = _key.ExportParameters(false);
            return JsonSerializer.Serialize(
                new
                {
                    keys = new[]
                    {
                        new
                        {
                            kty = "RSA",
                            use = "sig",
                            alg = "RS256",
                            kid = _keyId,
                            n = Base64UrlEncoder.Encode(parameters.Modulus),
                            e = Base64UrlEncoder.Encode(parameters.Exponent),
                        },
                    },
                }
            );
        }
    }
}
