using Gradus.Serving.Inputs;
using Gradus.Serving.Pools;

namespace Gradus.Serving.Models;

/// <summary>A version that is loaded and answers.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Digest">The digest of its manifest, "sha256:…".</param>
/// <param name="Pool">Its processes.</param>
/// <param name="Binding">How requests become its inputs.</param>
/// <param name="Since">When it took over.</param>
internal sealed record ServedVersion(
    int Number,
    string Digest,
    ModelPool Pool,
    InputBinding Binding,
    DateTimeOffset Since
);
