using System.Globalization;
using System.Runtime.CompilerServices;
using Gradus.Protocol.Ledger;

namespace Gradus.Protocol.Client;

/// <summary>The record of every change: reading it, and what is needed to check it.</summary>
public sealed class LedgerClient
{
    private const int Block = 500;

    // A large ledger takes its time.
    private static readonly TimeSpan VerificationTime = TimeSpan.FromMinutes(30);

    private readonly GradusHttp _http;

    internal LedgerClient(GradusHttp http) => _http = http;

    /// <summary>One page of records, newest first.</summary>
    /// <param name="subject">Only those about this, or what lies below it.</param>
    /// <param name="actor">Only this person's or service's.</param>
    /// <param name="action">Only this action.</param>
    /// <param name="since">Not before this time.</param>
    /// <param name="until">Before this time.</param>
    /// <param name="maxResults">The most results of a page.</param>
    /// <param name="pageToken">Where to go on, from the page before.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<LedgerPageDto> ListAsync(
        string? subject = null,
        string? actor = null,
        string? action = null,
        DateTimeOffset? since = null,
        DateTimeOffset? until = null,
        int? maxResults = null,
        string? pageToken = null,
        CancellationToken cancel = default
    ) =>
        _http.GetAsync(
            new Route(Route.Path($"/ledger/records"))
                .Query("subject", subject)
                .Query("actor", actor)
                .Query("action", action)
                .Query("since", since?.ToUnixTimeMilliseconds())
                .Query("until", until?.ToUnixTimeMilliseconds())
                .Query("max_results", maxResults)
                .Query("page_token", pageToken)
                .ToString(),
            ProtocolJson.Default.LedgerPageDto,
            cancel
        );

    /// <summary>The record of a number.</summary>
    public Task<LedgerRecordDto> GetAsync(long sequence, CancellationToken cancel = default) =>
        _http.GetAsync(Path("records", sequence), ProtocolJson.Default.LedgerRecordDto, cancel);

    /// <summary>Records from the first up to a number, as canonical JSON, in their order.</summary>
    public async IAsyncEnumerable<string> ReadAsync(
        long size,
        [EnumeratorCancellation] CancellationToken cancel = default
    )
    {
        for (var start = 0L; start < size; start += Block)
        {
            var route = new Route(Route.Path($"/ledger/entries"))
                .Query("start", start)
                .Query("end", Math.Min(size, start + Block));
            var block = await _http
                .GetAsync(route.ToString(), ProtocolJson.Default.LedgerEntriesDto, cancel)
                .ConfigureAwait(false);
            foreach (var record in block.Records)
            {
                yield return record;
            }
        }
    }

    /// <summary>A signed checkpoint of the ledger as it is now.</summary>
    public Task<LedgerCheckpointDto> CheckpointAsync(CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/ledger/checkpoint"), ProtocolJson.Default.LedgerCheckpointDto, cancel);

    /// <summary>The proof that a record is in the ledger.</summary>
    public Task<LedgerProofDto> ProveAsync(long sequence, CancellationToken cancel = default) =>
        _http.GetAsync(Path("proofs", sequence), ProtocolJson.Default.LedgerProofDto, cancel);

    /// <summary>The proof that a promotion has moved its version.</summary>
    public Task<LedgerProofDto> ProveAsync(string promotion, CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/promotions/{promotion}/proof"), ProtocolJson.Default.LedgerProofDto, cancel);

    /// <summary>The proof that the ledger of one size is the beginning of that of another.</summary>
    public Task<LedgerConsistencyDto> ProveConsistencyAsync(
        long first,
        long second,
        CancellationToken cancel = default
    ) =>
        _http.GetAsync(
            new Route(Route.Path($"/ledger/consistency")).Query("first", first).Query("second", second).ToString(),
            ProtocolJson.Default.LedgerConsistencyDto,
            cancel
        );

    /// <summary>Has the server look at ledger and tables, and at every blob if asked.</summary>
    public Task<LedgerVerificationDto> VerifyAsync(bool withBlobs, CancellationToken cancel = default) =>
        _http.PollAsync(
            new Route(Route.Path($"/ledger/verification")).Query("blobs", withBlobs ? "true" : "false").ToString(),
            ProtocolJson.Default.LedgerVerificationDto,
            VerificationTime,
            cancel
        );

    private static string Path(string what, long sequence) =>
        $"/ledger/{what}/{sequence.ToString(CultureInfo.InvariantCulture)}";
}
