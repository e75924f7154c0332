using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Testing.Databases;

namespace Gradus.Data.Identities;

/// <summary>What the suites of users, groups and tokens share.</summary>
public abstract class IdentityContract(TestDatabase database) : StoreContract(database)
{
    protected UserStore Users => new(Database);

    protected GroupStore GroupsThere => new(Database);

    protected TokenStore Tokens => new(Database, Clock);

    protected static Digest SecretOf(string token) => Digest.OfTexts([token]);

    protected static NewToken Token(string id, string user, DateTimeOffset? expiresAt = null) =>
        new(id, user, SecretOf(id), "", TokenScope.Whole, expiresAt);

    protected async Task<User> CreateUserAsync(string name, IdentityKind kind = IdentityKind.Person) =>
        (await Users.CreateAsync(UserName.Parse(name).Value, kind, "", Ana)).Value;

    protected async Task CreateGroupAsync(string name, params string[] members)
    {
        (await GroupsThere.CreateAsync(GroupName.Parse(name).Value, "", Ana)).IsOk.ShouldBeTrue();
        await JoinAsync(name, members);
    }

    protected async Task JoinAsync(string group, params string[] members)
    {
        foreach (var member in members)
        {
            (await GroupsThere.AddAsync(group, member, Ana)).Error.ShouldBeNull();
        }
    }

    /// <summary>People among the administrators.</summary>
    protected async Task CreateAdministratorsAsync(params string[] names)
    {
        foreach (var name in names)
        {
            await CreateUserAsync(name);
            await JoinAsync(Groups.Administrators, name);
        }
    }

    protected async Task<Token> CreateTokenAsync(string id, string user, DateTimeOffset? expiresAt = null) =>
        (await Tokens.CreateAsync(Token(id, user, expiresAt), Ana)).Value;

    /// <summary>Whom a token stands for, or why it lets nobody in.</summary>
    protected Task<Result<Identity>> WhoIsAsync(string token) => WhoIsAsync(Tokens, token);

    protected static Task<Result<Identity>> WhoIsAsync(TokenStore store, string token) =>
        store.FindIdentityAsync(SecretOf(token), Cancellation);

    protected static void ShouldBeLast(Error? error, string name) =>
        error.ShouldBe(
            Error.Conflict(
                $"'{name}' is the last person among the administrators who is not disabled; make another one first.",
                name
            )
        );
}
