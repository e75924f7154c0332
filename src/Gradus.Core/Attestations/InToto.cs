namespace Gradus.Core.Attestations;

/// <summary>How in-toto statements are marked, whatever they state (in-toto.io/Statement/v1).</summary>
public static class InToto
{
    /// <summary>What the payload of a statement's envelope is.</summary>
    public const string PayloadType = "application/vnd.in-toto+json";

    /// <summary>What a statement says it is.</summary>
    public const string StatementType = "https://in-toto.io/Statement/v1";
}
