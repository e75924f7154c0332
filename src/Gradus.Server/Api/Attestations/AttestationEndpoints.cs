using Gradus.Core.Attestations;
using Gradus.Core.Policies;
using Gradus.Data.Search;
using Gradus.Protocol.Attestations;
using Gradus.Server.Attestations;
using Gradus.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Attestations;

/// <summary>/promotions/{id}/attestation: what the registry says of a version that it let in, signed.</summary>
internal static class AttestationEndpoints
{
    public static void MapAttestations(this RouteGroupBuilder api) =>
        api.MapGroup("/promotions/{id}/attestation")
            .WithTags("Attestations")
            .TakeIdsOf(Identified.Promotion)
            .MapGet("", AttestAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("A signed in-toto statement that a promotion let its version in, as a DSSE envelope.");

    private static async Task<Results<Ok<AttestationDto>, ProblemHttpResult>> AttestAsync(
        string id,
        Attesting attesting,
        HttpContext context
    ) => (await attesting.AttestAsync(id, context.RequestAborted)).Answer(context, ToDto);

    private static AttestationDto ToDto(DsseEnvelope envelope) =>
        new(
            Convert.ToBase64String(envelope.Payload.Span),
            envelope.PayloadType,
            [
                .. envelope.Signatures.Select(signature => new AttestationSignatureDto(
                    signature.KeyId,
                    Convert.ToBase64String(signature.Bytes.Span)
                )),
            ]
        );
}
