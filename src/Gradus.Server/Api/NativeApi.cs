using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gradus.Protocol;
using Gradus.Server.Api.Approvals;
using Gradus.Server.Api.Artifacts;
using Gradus.Server.Api.Attestations;
using Gradus.Server.Api.Backups;
using Gradus.Server.Api.Comparisons;
using Gradus.Server.Api.Datasets;
using Gradus.Server.Api.Gates;
using Gradus.Server.Api.Holds;
using Gradus.Server.Api.Identities;
using Gradus.Server.Api.Ledger;
using Gradus.Server.Api.Models;
using Gradus.Server.Api.Policies;
using Gradus.Server.Api.Promotions;
using Gradus.Server.Api.Rollbacks;
using Gradus.Server.Api.Serving;
using Gradus.Server.Api.Stages;
using Gradus.Server.Api.Work;
using Gradus.Server.Auth;
using Scalar.AspNetCore;

namespace Gradus.Server.Api;

/// <summary>The native API under /api/v1: every resource in its own folder, and how all of it reads and writes JSON.</summary>
internal static class NativeApi
{
    private const string DocumentName = "v1";

    public static void AddNativeApi(this IServiceCollection services)
    {
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(http =>
        {
            var json = http.SerializerOptions;
            json.TypeInfoResolverChain.Insert(0, ProtocolJson.Default);
            json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
            json.AllowDuplicateProperties = false;
            // A misspelt field would be passed over, and something done that nobody asked for.
            json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.MaxDepth = 32;
            json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
        services.AddOpenApi(DocumentName, OpenApiDescription.Describe);
    }

    public static void MapNativeApi(this WebApplication app)
    {
        app.MapOpenApi("/api/{documentName}/openapi.json").IsForEveryoneKnown();
        app.MapScalarApiReference("/api", reference => OpenApiDescription.Configure(reference, DocumentName))
            .IsForEveryoneKnown();
        var api = app.MapGroup("/api/v1").RefuseUnknownQueries();
        api.MapModels();
        api.MapModelTags();
        api.MapAliases();
        api.MapVersions();
        api.MapVersionTags();
        api.MapTransitions();
        api.MapStages();
        api.MapHistory();
        api.MapBlobs();
        api.MapVersionFiles();
        api.MapDatasets();
        api.MapPromotions();
        api.MapComparisons();
        api.MapApprovals();
        api.MapPolicy();
        api.MapHolds();
        api.MapWaivers();
        api.MapChecks();
        api.MapVersionMetrics();
        api.MapRollbacks();
        api.MapServing();
        api.MapWork();
        api.MapUsers();
        api.MapAccess();
        api.MapGroups();
        api.MapTokens();
        api.MapLedger();
        api.MapLedgerLog();
        api.MapAttestations();
        api.MapBackup();
    }
}
