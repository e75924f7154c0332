using System.Net;
using System.Threading.RateLimiting;

namespace Gradus.Server.Auth;

/// <summary>Counts wrong credentials by address, so that nobody tries them by the thousand.</summary>
internal sealed class FailedGuesses : IDisposable
{
    private const int PerWindow = 30;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address =>
            RateLimitPartition.GetSlidingWindowLimiter(
                Network(address),
                _ => new SlidingWindowRateLimiterOptions
                {
                    PermitLimit = PerWindow,
                    Window = Window,
                    SegmentsPerWindow = 6,
                    QueueLimit = 0,
                }
            )
    );

    /// <summary>When the address may try again, in whole seconds; null if it may now.</summary>
    public int? FindPause(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(address ?? IPAddress.Loopback, permitCount: 0);
        return lease.IsAcquired ? null : (int)Window.TotalSeconds / 6;
    }

    /// <summary>Notes a wrong credential.</summary>
    public void Note(IPAddress? address) => _limiter.AttemptAcquire(address ?? IPAddress.Loopback).Dispose();

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    // Whoever has an IPv6 address has all of its /64.
    internal static IPAddress Network(IPAddress address)
    {
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
