using Gradus.Data.Models;
using Gradus.Data.Stages;

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
            .AddSingleton<TransitionStore>();
}
