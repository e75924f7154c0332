using Gradus.Core.Serving;

namespace Gradus.Core;

/// <summary>What gateways say in tests: of version 2, beside version 1.</summary>
internal static class Heard
{
    public static ServedVersion Version(int number, ServedTraffic? traffic = null) =>
        new(number, Evidence.ManifestOf(number).ToString(), traffic ?? ServedTraffic.None);

    public static GatewayReport From(
        string gateway,
        int? answering,
        ServedTraffic? traffic = null,
        DateTimeOffset? at = null
    ) => new(gateway, at ?? Evidence.Noon, answering is { } number ? Version(number, traffic) : null, null, null, null);

    public static GatewayReport In(
        string split,
        string gateway,
        ServedTraffic? traffic = null,
        DateTimeOffset? at = null
    ) => new(gateway, at ?? Evidence.Noon, Version(1), Version(2, traffic), split, null);

    public static ServedTraffic Traffic(
        long requests,
        long failures = 0,
        double milliseconds = 1,
        long compared = 0,
        long agreed = 0
    )
    {
        var counts = new long[LatencyHistogram.Buckets];
        counts[LatencyHistogram.BucketOf(milliseconds)] = requests - failures;
        return new ServedTraffic(requests, failures, new LatencyHistogram(counts), compared, agreed);
    }
}
