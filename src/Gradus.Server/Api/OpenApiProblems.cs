using Gradus.Protocol;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gradus.Server.Api;

/// <summary>Documents how each route refuses: it follows from its method and from whether its path names something.</summary>
internal static class OpenApiProblems
{
    private static readonly (int Status, string Meaning, Func<Route, bool> Applies)[] Refusals =
    [
        (400, "The request is malformed (code invalid).", _ => true),
        (403, "The host or the origin is not this server's (code forbidden).", _ => true),
        (404, "What the path or the body names does not exist (a code ending in not_found).", route => route.Names),
        (409, "The registry's state forbids it (code already_exists, conflict or corrupt).", route => route.Changes),
        (413, "The body is too large (code invalid).", route => route.HasBody),
        (415, "The body is not application/json (code invalid).", route => route.HasBody),
        (429, "Too many changes are waiting; try again later (code too_busy).", route => route.Changes),
        (503, "The database or the disk cannot be used; nothing was changed (code unavailable).", _ => true),
    ];

    /// <summary>Adds the refusals of one route to its description.</summary>
    public static async Task DescribeAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var method = context.Description.HttpMethod ?? "";
        var route = new Route(
            Names: context.Description.RelativePath?.Contains('{', StringComparison.Ordinal) == true,
            Changes: !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method),
            HasBody: operation.RequestBody is not null
        );
        var document = context.Document!;
        if (document.Components?.Schemas?.ContainsKey(nameof(ProblemDto)) != true)
        {
            var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemDto), null, cancellationToken);
            document.AddComponent(nameof(ProblemDto), problem);
        }

        operation.Responses ??= [];
        foreach (var (status, meaning, _) in Refusals.Where(refusal => refusal.Applies(route)))
        {
            operation.Responses[$"{status}"] = new OpenApiResponse
            {
                Description = meaning,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new()
                    {
                        Schema = new OpenApiSchemaReference(nameof(ProblemDto), document),
                    },
                },
            };
        }
    }

    private readonly record struct Route(bool Names, bool Changes, bool HasBody);
}
