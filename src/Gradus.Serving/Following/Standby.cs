using Gradus.Serving.Models;

namespace Gradus.Serving.Following;

/// <summary>
/// The version that answered before, kept warm for a time and asked by nobody, so that the way back to it is an exchange of a
/// reference.
/// </summary>
/// <param name="time">For how long; zero for not at all.</param>
/// <param name="clock">The time.</param>
internal sealed class Standby(TimeSpan time, TimeProvider clock)
{
    private LoadedVersion? _kept;
    private DateTimeOffset _until;

    /// <summary>Who it is; null if nobody is kept.</summary>
    public VersionKey? Key => _kept?.Version.Key;

    /// <summary>The version, if it is this one.</summary>
    public ServedVersion? Find(VersionKey key) => Key == key ? _kept?.Version : null;

    /// <summary>Keeps a version; returns who is to be let go for it, itself if nothing is kept here.</summary>
    public LoadedVersion? Keep(LoadedVersion version)
    {
        if (time == TimeSpan.Zero)
        {
            return version;
        }

        var before = _kept;
        (_kept, _until) = (version, clock.GetUtcNow() + time);
        return before;
    }

    /// <summary>Gives away a version that is used now; null if it is not the one that is kept.</summary>
    public LoadedVersion? Take(ServedVersion version) => _kept?.Version.Pool == version.Pool ? Release() : null;

    /// <summary>Gives away who was kept for long enough; null if nobody was.</summary>
    public LoadedVersion? Expire() => clock.GetUtcNow() >= _until ? Release() : null;

    /// <summary>Gives away whoever is kept.</summary>
    public LoadedVersion? Release()
    {
        var kept = _kept;
        _kept = null;
        return kept;
    }
}
