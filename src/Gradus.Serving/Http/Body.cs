namespace Gradus.Serving.Http;

/// <summary>What is said of bodies everywhere.</summary>
internal static class Body
{
    /// <summary>The largest request.</summary>
    public const long MaxBytes = 64 * 1024 * 1024;
}
