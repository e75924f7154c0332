using Gradus.Artifacts.Local;
using Gradus.Data.Approvals;
using Gradus.Data.Artifacts;
using Gradus.Data.Datasets;
using Gradus.Data.Gates;
using Gradus.Data.Holds;
using Gradus.Data.Identities;
using Gradus.Data.Ledger;
using Gradus.Data.Models;
using Gradus.Data.Policies;
using Gradus.Data.Promotions;
using Gradus.Data.Requests;
using Gradus.Data.Rollbacks;
using Gradus.Data.Search;
using Gradus.Data.Serving;
using Gradus.Data.Stages;
using Gradus.Server.Api.Promotions;
using Gradus.Server.Artifacts;
using Gradus.Server.Attestations;
using Gradus.Server.Auth;
using Gradus.Server.Auth.Oidc;
using Gradus.Server.Backups;
using Gradus.Server.Http;
using Gradus.Server.Http.Repeats;
using Gradus.Server.Identities;
using Gradus.Server.Ledger;
using Gradus.Server.Promotions;

namespace Gradus.Server.Hosting;

/// <summary>Registers what the routes use.</summary>
internal static class Services
{
    public static IServiceCollection AddGradusStores(this IServiceCollection services) =>
        services
            .AddSingleton<ModelStore>()
            .AddSingleton<VersionStore>()
            .AddSingleton<AliasStore>()
            .AddSingleton<StageStore>()
            .AddSingleton<TransitionStore>()
            .AddSingleton<ArtifactTree>()
            .AddSingleton<ManifestStore>()
            .AddSingleton<DatasetStore>()
            .AddSingleton<PromotionStore>()
            .AddSingleton<PromotionStepStore>()
            .AddSingleton<WorkStore>()
            .AddSingleton<ComparisonStore>()
            .AddSingleton<Reports.ReportRenderer>()
            .AddSingleton<IdentifiedStore>()
            .AddSingleton<PolicyStore>()
            .AddSingleton<ApprovalStore>()
            .AddSingleton<HoldStore>()
            .AddSingleton<WaiverStore>()
            .AddSingleton<CheckStore>()
            .AddSingleton<MetricStore>()
            .AddSingleton<RollbackStore>()
            .AddSingleton<ServingStore>()
            .AddSingleton<RollbackTargets>()
            .AddSingleton<ReplayStore>()
            .AddSingleton<VerificationStore>()
            .AddSingleton<AutomationStore>()
            .AddSingleton<LedgerStore>()
            .AddSingleton<LedgerTree>()
            .AddSingleton<LedgerAudit>()
            .AddSingleton<CheckpointStore>();

    public static IServiceCollection AddLedger(
        this IServiceCollection services,
        LedgerKey key,
        string checkpointFile
    ) =>
        services
            .AddSingleton(key)
            .AddSingleton(new LedgerSigner.Place(checkpointFile))
            .AddSingleton<LedgerSigner>()
            .AddSingleton<LedgerVerification>()
            .AddSingleton<LedgerPlaces>()
            .AddSingleton<Attesting>()
            .AddSingleton<BackupMaking>()
            .AddHostedService<LedgerRound>();

    public static IServiceCollection AddIdentities(this IServiceCollection services) =>
        services
            .AddSingleton<UserStore>()
            .AddSingleton<GroupStore>()
            .AddSingleton<TokenStore>()
            .AddHostedService<TokenUse>();

    public static IServiceCollection AddArtifacts(this IServiceCollection services, LocalBlobStore blobs) =>
        services
            .AddSingleton(blobs)
            .AddSingleton<ArtifactGuard>()
            .AddSingleton<IArtifactReader>(provider => provider.GetRequiredService<ArtifactGuard>())
            .AddSingleton<VersionRegistration>()
            .AddHostedService<BlobSweep>();

    public static IServiceCollection AddAccess(this IServiceCollection services, ServerOptions options) =>
        services
            .AddSingleton<PolicyInForce>()
            .AddSingleton<WorkerSecret>()
            .AddSingleton<FailedGuesses>()
            .AddSingleton<RateGuard>()
            .AddSingleton<Authentication>()
            .AddSingleton(provider => new TrustedIssuers(
                options.Issuers is { Length: > 0 } file ? IssuersFile.Read(file) : [],
                provider.GetRequiredService<UserStore>(),
                provider.GetRequiredService<TimeProvider>()
            ));

    public static IServiceCollection AddRepeats(this IServiceCollection services) =>
        services
            .AddSingleton<RequestKeyStore>()
            .AddSingleton<RequestsInFlight>()
            .AddSingleton<RepeatGuard>()
            .AddHostedService<RequestKeySweep>();

    public static IServiceCollection AddPromotions(this IServiceCollection services) =>
        services
            .AddSingleton<PromotionTermsReader>()
            .AddSingleton<PromotionWatch>()
            .AddSingleton<WorkQueue>()
            .AddSingleton<PromotionRunner>()
            .AddSingleton<StageDoor>()
            .AddSingleton<Rollback>()
            .AddHostedService(provider => provider.GetRequiredService<PromotionRunner>());
}
