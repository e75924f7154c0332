using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Server.Auth;

namespace Gradus.Server.Api.Identities;

/// <summary>Who may decide who else is there.</summary>
internal static class Administration
{
    /// <summary>Why the caller may not; null if it may.</summary>
    public static Error? RequireAdministrator(this HttpContext context) =>
        context.Access().Forbids(PolicyAction.Administer);

    /// <summary>As <see cref="RequireAdministrator"/>, for what people may do for themselves.</summary>
    public static Error? RequireSelfOrAdministrator(this HttpContext context, string user) =>
        context.Caller().Actor == user ? null : context.RequireAdministrator();
}
