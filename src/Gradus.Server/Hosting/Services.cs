using Gradus.Artifacts.Local;
using Gradus.Data.Artifacts;
using Gradus.Data.Datasets;
using Gradus.Data.Models;
using Gradus.Data.Promotions;
using Gradus.Data.Stages;
using Gradus.Server.Api.Promotions;
using Gradus.Server.Artifacts;
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
            .AddSingleton<WorkStore>();

    public static IServiceCollection AddArtifacts(this IServiceCollection services, LocalBlobStore blobs) =>
        services
            .AddSingleton(blobs)
            .AddSingleton<ArtifactGuard>()
            .AddSingleton<VersionRegistration>()
            .AddHostedService<BlobSweep>();

    public static IServiceCollection AddPromotions(this IServiceCollection services) =>
        services
            .AddSingleton<PromotionTermsReader>()
            .AddSingleton<PromotionWatch>()
            .AddSingleton<WorkQueue>()
            .AddSingleton<PromotionRunner>()
            .AddSingleton<StageDoor>()
            .AddHostedService(provider => provider.GetRequiredService<PromotionRunner>());
}
