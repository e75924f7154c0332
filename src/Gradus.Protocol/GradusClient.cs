using Gradus.Protocol.Client;

namespace Gradus.Protocol;

/// <summary>
/// A typed client for one Gradus server. Safe to use from many threads; keep one for a process.
/// Every call throws <see cref="GradusException"/> if the server refuses, <see cref="GradusUnreachableException"/> if it
/// does not answer or answers something else, and <see cref="OperationCanceledException"/> if it is cancelled.
/// </summary>
public sealed class GradusClient : IDisposable
{
    private readonly GradusHttp _http;

    /// <summary>A client for the server that the options name. Nothing is sent yet.</summary>
    public GradusClient(GradusClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _http = new GradusHttp(options);
        Models = new ModelsClient(_http);
        Blobs = new BlobsClient(_http);
        Versions = new VersionsClient(_http, Blobs);
        Stages = new StagesClient(_http);
        History = new HistoryClient(_http);
        Datasets = new DatasetsClient(_http, Blobs);
        Promotions = new PromotionsClient(_http);
        Comparisons = new ComparisonsClient(_http);
        Serving = new ServingClient(_http);
        Policy = new PolicyClient(_http);
        Holds = new HoldsClient(_http);
        Gates = new GatesClient(_http);
        Users = new UsersClient(_http);
        Groups = new GroupsClient(_http);
        Tokens = new TokensClient(_http);
        Access = new AccessClient(_http);
        Ledger = new LedgerClient(_http);
        Backup = new BackupClient(_http);
    }

    /// <summary>A client without credentials for the server at this address, e.g. <c>http://127.0.0.1:5000</c>.</summary>
    public GradusClient(Uri address)
        : this(new GradusClientOptions(address)) { }

    /// <summary>The server's address.</summary>
    public Uri Address => _http.Address;

    /// <summary>The policy in force, and every one that was.</summary>
    public PolicyClient Policy { get; }

    /// <summary>Two versions beside each other.</summary>
    public ComparisonsClient Comparisons { get; }

    /// <summary>Who is to answer at a stage, and who does.</summary>
    public ServingClient Serving { get; }

    /// <summary>Stops on promotion.</summary>
    public HoldsClient Holds { get; }

    /// <summary>Checks, logged metrics, waivers, rollback.</summary>
    public GatesClient Gates { get; }

    /// <summary>The record of every change.</summary>
    public LedgerClient Ledger { get; }

    /// <summary>Taking the whole registry along.</summary>
    public BackupClient Backup { get; }

    /// <summary>Registered models, their tags and aliases.</summary>
    public ModelsClient Models { get; }

    /// <summary>Model versions: search, registration, tags, files, moves between stages.</summary>
    public VersionsClient Versions { get; }

    /// <summary>The registered stages.</summary>
    public StagesClient Stages { get; }

    /// <summary>Who moved what when, and who was where at a time.</summary>
    public HistoryClient History { get; }

    /// <summary>Registered data sets.</summary>
    public DatasetsClient Datasets { get; }

    /// <summary>Promotions: asking for them, waiting for them, cancelling them.</summary>
    public PromotionsClient Promotions { get; }

    /// <summary>Stored bytes, by their digest.</summary>
    public BlobsClient Blobs { get; }

    /// <summary>The people and the service accounts that the registry knows.</summary>
    public UsersClient Users { get; }

    /// <summary>Groups of users.</summary>
    public GroupsClient Groups { get; }

    /// <summary>Tokens, with which users and service accounts show who they are.</summary>
    public TokensClient Tokens { get; }

    /// <summary>Who the caller is, and who may do what.</summary>
    public AccessClient Access { get; }

    /// <summary>Whether the server says that it is well.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancel = default) =>
        (await _http.GetTextAsync("/health", cancel).ConfigureAwait(false)).Trim() == "OK";

    /// <summary>The server's version, as it tells it.</summary>
    public async Task<string> GetServerVersionAsync(CancellationToken cancel = default) =>
        (await _http.GetTextAsync("/version", cancel).ConfigureAwait(false)).Trim();

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
