using System.Security.Cryptography;
using System.Text;
using Gradus.Core.Identities;
using Gradus.Core.Policies;

namespace Gradus.Server.Auth;

/// <summary>
/// The credential of the workers and the gateway that the server runs beside itself: made anew at each start, handed to them in their
/// environment and kept nowhere.
/// </summary>
internal sealed class WorkerSecret
{
    private static readonly Identity Worker = new(
        "gradus",
        IdentityKind.Service,
        [Groups.Workers],
        new TokenScope([PolicyAction.Read.Word(), PolicyAction.Work.Word()], [])
    );

    private readonly byte[] _secret;

    public WorkerSecret()
    {
        Text = $"worker_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        _secret = Encoding.UTF8.GetBytes(Text);
    }

    /// <summary>What they show.</summary>
    public string Text { get; }

    /// <summary>Whom it stands for; null if this is not it.</summary>
    public Identity? Find(string shown) =>
        CryptographicOperations.FixedTimeEquals(_secret, Encoding.UTF8.GetBytes(shown)) ? Worker : null;
}
