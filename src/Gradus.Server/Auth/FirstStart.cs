using System.Security.Cryptography;
using Gradus.Core.Faults;
using Gradus.Core.Identities;
using Gradus.Data.Identities;
using Gradus.Server.Hosting;

namespace Gradus.Server.Auth;

/// <summary>A server was not started, since it would serve those whom it cannot tell apart.</summary>
public sealed class StartRefusedException(string message) : Exception(message);

/// <summary>What is seen to before a server serves: that there is an administrator, and that nobody unknown is served.</summary>
internal static class FirstStart
{
    /// <summary>The first administrator's token, if it was made now; null if there was one before.</summary>
    /// <exception cref="StartRefusedException">It would listen beyond its own machine and has no users yet.</exception>
    public static async Task<string?> PrepareAsync(IServiceProvider services, ServerOptions options)
    {
        var users = services.GetRequiredService<UserStore>();
        if (!options.IsLoopback && !await users.HasPeopleAsync(CancellationToken.None))
        {
            throw new StartRefusedException(
                $"--host {options.Host} is refused: this registry has no users yet, so it serves only this machine. "
                    + "Start it without --host, create the first user with: gradus auth users create NAME"
            );
        }

        var secret = TokenSecret.From(RandomNumberGenerator.GetBytes(TokenSecret.RandomBytes));
        if (!await users.BootstrapAsync(secret.Hash, Guid.CreateVersion7().ToString("N")))
        {
            return null;
        }

        Failpoints.Pass(Failpoint.AdministratorMade);
        return secret.Text;
    }
}
