using Gradus.Core.Errors;
using Gradus.Core.Search;

namespace Gradus.Server.Auth;

/// <summary>Leaves out of lists what the caller may not see. A page may come out shorter; the next one follows all the same.</summary>
internal static class Visibility
{
    public static Result<Page<T>> VisibleTo<T>(
        this Result<Page<T>> page,
        HttpContext context,
        Func<T, string> modelOf
    ) =>
        page.IsOk && context.Access() is { IsLimited: true } access
            ? page.Value with
            {
                Items = [.. page.Value.Items.Where(item => access.MayRead(modelOf(item)))],
            }
            : page;

    /// <summary>As <see cref="VisibleTo{T}(Result{Page{T}}, HttpContext, Func{T, string})"/>; what is of no model everyone sees.</summary>
    public static IEnumerable<T> VisibleTo<T>(this IEnumerable<T> items, HttpContext context, Func<T, string?> modelOf)
    {
        var access = context.Access();
        return items.Where(item => modelOf(item) is not { } model || access.MayRead(model));
    }
}
