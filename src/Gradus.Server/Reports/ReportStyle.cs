using System.Security.Cryptography;
using System.Text;

namespace Gradus.Server.Reports;

/// <summary>How reports look, in the light and in the dark, on paper and on a phone.</summary>
internal static class ReportStyle
{
    /// <summary>The style sheet.</summary>
    public const string Css = """
        :root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d9dee5; --ground: #fff; --panel: #f6f8fa;
          --candidate: #0b62c4; --incumbent: #8a8f98; --good: #14773c; --bad: #b3261e; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #9aa5b4; --line: #303843; --ground: #12161c;
          --panel: #1a2028; --candidate: #6cb1ff; --incumbent: #9aa0aa; --good: #5ecb87; --bad: #ff8a80; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 68rem; background: var(--ground); color: var(--ink);
          font: 16px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .25rem; }
        p { margin: .25rem 0 .75rem; } .soft { color: var(--soft); } .good { color: var(--good); } .bad { color: var(--bad); }
        .lead { font-size: 1.1rem; margin: 1rem 0; padding: .9rem 1.1rem; background: var(--panel); border-radius: .5rem; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: right; padding: .35rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th:first-child, td:first-child { text-align: left; } th { color: var(--soft); font-weight: 600; font-size: .85rem; }
        .wide { overflow-x: auto; } .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); gap: 1.5rem; }
        figure { margin: 0; } figcaption { color: var(--soft); font-size: .9rem; margin-bottom: .35rem; }
        svg { width: 100%; height: auto; display: block; } svg text { fill: var(--soft); font: 11px system-ui, sans-serif; }
        .axis { stroke: var(--line); fill: none; } .zero { stroke: var(--soft); stroke-dasharray: 3 3; fill: none; }
        .of-candidate { stroke: var(--candidate); fill: none; stroke-width: 2; } .of-incumbent { stroke: var(--incumbent); fill: none; stroke-width: 2; }
        .bar-candidate { fill: var(--candidate); } .bar-incumbent { fill: var(--incumbent); } .cell { fill: var(--candidate); }
        .cell-wrong { fill: var(--bad); } svg .strong { fill: var(--ink); } svg .on-dark { fill: var(--ground); }
        .key { display: inline-block; width: .8rem; height: .8rem; border-radius: .2rem; vertical-align: -.08rem; margin-right: .35rem; }
        .key.c { background: var(--candidate); } .key.i { background: var(--incumbent); }
        footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; overflow-wrap: anywhere; }
        @media print { body { max-width: none; } h2 { break-after: avoid; } figure, table { break-inside: avoid; } }
        """;

    /// <summary>Lets a browser take this style and nothing else.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))}'; "
        + "frame-ancestors 'none'; base-uri 'none'";
}
