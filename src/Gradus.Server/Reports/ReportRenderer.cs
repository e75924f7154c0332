using Gradus.Protocol.Comparisons;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Gradus.Server.Reports;

/// <summary>Makes pages that need nothing but themselves: no script, no font, no picture from elsewhere.</summary>
internal sealed class ReportRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>The page of a comparison that is there.</summary>
    public async Task<string> RenderAsync(ComparisonDto comparison)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(
                new Dictionary<string, object?> { [nameof(ComparisonPage.Comparison)] = comparison }
            );
            return (await renderer.RenderComponentAsync<ComparisonPage>(parameters)).ToHtmlString();
        });
    }
}
