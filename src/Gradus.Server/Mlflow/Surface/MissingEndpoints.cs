using Gradus.Core.Errors;
using Gradus.Server.Auth;

namespace Gradus.Server.Mlflow.Surface;

/// <summary>Answers the routes of MLflow's server that this one does not have, so that a client learns what is missing.</summary>
internal static class MissingEndpoints
{
    public static void MapMissing(this RouteGroupBuilder api)
    {
        foreach (var route in MlflowSurface.Routes.Where(route => route.State != RouteState.Served && !route.IsRooted))
        {
            var refusal = new Error(ErrorCode.RouteNotFound, Explain(route), route.Path);
            api.MapMethods(route.Path, [route.Method], () => MlflowErrors.Refuse(refusal)).IsForEveryoneKnown();
        }
    }

    private static string Explain(MlflowRoute route) =>
        route.State == RouteState.NotYet
            ? $"Gradus does not serve MLflow's {route.Subject} yet: {route.Method} {route.Path} is missing."
            : $"Gradus does not serve MLflow's {route.Subject}: it is a model registry.";
}
