using Gradus.Serving.Models;

namespace Gradus.Serving.Following;

/// <summary>A version that is loaded and warm, with what has to be remembered to load it again.</summary>
internal sealed record LoadedVersion(KnownVersion Known, ServedVersion Version);
