using Gradus.Core.Policies;

namespace Gradus.Server.Auth;

/// <summary>
/// What a route takes: the marker that every route carries. A server with a route that has none does not start.
/// </summary>
/// <param name="IsPublic">Whether everyone may ask it, without a credential.</param>
/// <param name="Action">What its caller must be permitted; null if it is enough to be known.</param>
/// <param name="OfAll">Whether it shows all models at once, so that a permission for some does not do.</param>
/// <param name="IsDecidedLater">Whether the change's own transaction decides, and the door asks for reading only.</param>
internal sealed record Requirement(bool IsPublic, PolicyAction? Action, bool OfAll = false, bool IsDecidedLater = false)
{
    /// <summary>The route value that names the model which a route is about.</summary>
    public const string ModelKey = "model";

    /// <summary>What is asked for at the door.</summary>
    public PolicyAction? AtTheDoor => IsDecidedLater ? PolicyAction.Read : Action;
}

/// <summary>Says of routes what they take.</summary>
internal static class Requirements
{
    /// <summary>The caller must be permitted this; where the route names a model, for that model.</summary>
    public static T Requires<T>(this T routes, PolicyAction action)
        where T : IEndpointConventionBuilder => routes.WithMetadata(new Requirement(false, action));

    /// <summary>The caller must be permitted to see every model.</summary>
    public static T ShowsAllModels<T>(this T routes)
        where T : IEndpointConventionBuilder =>
        routes.WithMetadata(new Requirement(false, PolicyAction.Read, OfAll: true));

    /// <summary>The store asks for this permission, behind its locks and by the policy as it stands there.</summary>
    public static T LeavesToTheStore<T>(this T routes, PolicyAction action)
        where T : IEndpointConventionBuilder =>
        routes.WithMetadata(new Requirement(false, action, IsDecidedLater: true));

    /// <summary>Whoever is known may ask it.</summary>
    public static T IsForEveryoneKnown<T>(this T routes)
        where T : IEndpointConventionBuilder => routes.WithMetadata(new Requirement(false, null));

    /// <summary>Everyone may ask it, without a credential.</summary>
    public static T IsPublic<T>(this T routes)
        where T : IEndpointConventionBuilder => routes.WithMetadata(new Requirement(true, null));

    /// <summary>Refuses to serve a route that does not say what it takes.</summary>
    /// <exception cref="InvalidOperationException">There is one: a bug.</exception>
    public static void AssertAllAreClassified(this IEndpointRouteBuilder routes)
    {
        var unclassified = routes
            .DataSources.SelectMany(source => source.Endpoints)
            .Where(endpoint => endpoint.Metadata.GetMetadata<Requirement>() is null)
            .Select(endpoint => endpoint.DisplayName)
            .ToList();
        if (unclassified.Count > 0)
        {
            throw new InvalidOperationException(
                $"Routes that do not say what they require: {string.Join("; ", unclassified)}."
            );
        }
    }
}
