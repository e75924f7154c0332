using System.Globalization;
using System.Text;
using Gradus.Server.Auth;

namespace Gradus.Server.Hosting;

/// <summary>
/// The ceiling that bench/Gradus.Load compares answers with: constants that go through everything a request goes through and
/// cost nothing to make. They exist only if the variable lists their sizes: "1200,8400" maps /bench/constant/1200 and
/// /bench/constant/8400, which answer that many bytes of JSON.
/// </summary>
internal static class BenchConstants
{
    /// <summary>The environment variable that asks for them; without it no such route exists.</summary>
    public const string Variable = "GRADUS_BENCH_CONSTANT_BYTES";

    private const int MaxBytes = 10_000_000;

    /// <summary>Maps a constant of each size that the text lists; what is not a size maps nothing.</summary>
    public static void MapBenchConstants(this WebApplication app, string? sizes)
    {
        foreach (var text in (sizes ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                && bytes is >= 2 and <= MaxBytes
            )
            {
                MapConstant(app, bytes);
            }
        }
    }

    private static void MapConstant(WebApplication app, int bytes)
    {
        var body = Encoding.UTF8.GetBytes($"\"{new string('x', bytes - 2)}\"");
        app.MapGet(
                $"/bench/constant/{bytes.ToString(CultureInfo.InvariantCulture)}",
                (HttpContext context) =>
                {
                    context.Response.ContentType = "application/json; charset=utf-8";
                    context.Response.ContentLength = body.Length;
                    return context.Response.Body.WriteAsync(body).AsTask();
                }
            )
            .IsForEveryoneKnown()
            .ExcludeFromDescription();
    }
}
