using System.Text.Json.Serialization;
using Gradus.Protocol.Work;

namespace Gradus.Worker.Webhooks;

/// <summary>What a webhook is asked.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Stage">The stage the version wants into.</param>
/// <param name="Version">Its number.</param>
/// <param name="Incumbent">The number of the version that holds the stage; null if none does.</param>
/// <param name="ArtifactDigest">The digest of the version's manifest: "sha256:…".</param>
/// <param name="Gate">The gate's name.</param>
internal sealed record WebhookQuestion(
    string Model,
    string Stage,
    int Version,
    int? Incumbent,
    string ArtifactDigest,
    string Gate
)
{
    /// <summary>The question of a piece of work.</summary>
    public static WebhookQuestion From(WorkWebhookDto webhook, WorkSubjectDto subject, string artifact) =>
        new(subject.Model, subject.Stage, subject.Candidate, subject.Incumbent, artifact, webhook.Name);
}

/// <summary>How questions are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WebhookQuestion))]
internal sealed partial class WebhookJson : JsonSerializerContext;
