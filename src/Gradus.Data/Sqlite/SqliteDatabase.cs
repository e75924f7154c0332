using System.Collections.Concurrent;
using System.Threading.Channels;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Microsoft.Data.Sqlite;

namespace Gradus.Data.Sqlite;

/// <summary>
/// The registry in one SQLite file: readers on a pool, and one writer that commits what has queued up in groups, so that one
/// fsync makes many writes durable. A lock file keeps a second server away from it.
/// </summary>
public sealed class SqliteDatabase : Database
{
    private const int MaxGroup = 64;
    private const int MaxWaiting = 4_096;

    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly FileStream _lock;
    private readonly ConcurrentBag<SqliteLink> _readers = [];
    private readonly Channel<SqliteWrite> _queue = Channel.CreateBounded<SqliteWrite>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true }
    );
    private readonly SqliteLink _writer;
    private SqliteLedger? _ledger;
    private readonly Thread _thread;
    private volatile string? _broken;
    private DatabaseUnavailableException? _lost;

    private SqliteDatabase(string file, TimeProvider time, FileStream fileLock)
    {
        _file = file;
        _time = time;
        _lock = fileLock;
        _writer = SqliteLink.Open(file, readOnly: false);
        _thread = new Thread(WriteGroups) { IsBackground = true, Name = "Gradus SQLite writer" };
    }

    /// <inheritdoc/>
    public override bool IsExclusive => true;

    /// <inheritdoc/>
    public override string Description => $"SQLite in {_file}";

    /// <inheritdoc/>
    public override string? Problem => _broken;

    /// <summary>Opens the file, creates it if it is not there, and brings its schema up to date.</summary>
    /// <exception cref="DatabaseUnavailableException">Another server has it open, or it cannot be opened.</exception>
    public static SqliteDatabase Open(string file, TimeProvider time)
    {
        var fileLock = Lock(file + ".lock");
        SqliteDatabase? database = null;
        try
        {
            database = new SqliteDatabase(file, time, fileLock);
            database.Migrate();
            Failpoints.Pass(Failpoint.SchemaMade);
            database._ledger = SqliteLedger.Open(database._writer, time.GetUtcNow());
            database._thread.Start();
            return database;
        }
        catch (Exception e)
        {
            database?._writer.Dispose();
            fileLock.Dispose();
            if (e is SqliteException)
            {
                throw new DatabaseUnavailableException($"The SQLite file {file} cannot be opened: {e.Message}", e);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public override void Migrate() =>
        Schema.Upgrade(new SqliteConnectionStringBuilder { DataSource = _file, Pooling = false });

    /// <inheritdoc/>
    public override Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken) =>
        QueryAsync(
            async session =>
            {
                await session.ExecuteAsync("BEGIN");
                var result = await read(session);
                await session.ExecuteAsync("COMMIT");
                return result;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public override async Task<T> QueryAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var link = _readers.TryTake(out var pooled) ? pooled : SqliteLink.Open(_file, readOnly: true);
        try
        {
            var result = await read(new SqliteSession(link, _time.GetUtcNow()));
            _readers.Add(link);
            return result;
        }
        catch (SqliteException e)
        {
            link.Dispose();
            throw new DatabaseUnavailableException($"SQLite could not read: {e.Message}", e);
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task<Result<T>> WriteAsync<T>(Func<Session, Task<Result<T>>> write)
    {
        if (_broken is { } why)
        {
            throw new DatabaseUnavailableException(why);
        }

        var job = new SqliteWrite<T>(write);
        return _queue.Writer.TryWrite(job)
            ? job.Completion
            : throw new DatabaseBusyException($"{MaxWaiting} writes are waiting already; try again later.");
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_queue.Writer.TryComplete())
        {
            _broken ??= "The database is closed.";
            await Task.Run(_thread.Join);
            while (_readers.TryTake(out var reader))
            {
                reader.Dispose();
            }

            if (_lost is null)
            {
                Failpoints.Pass(Failpoint.ClosingBegun);
                FoldLog();
                Failpoints.Pass(Failpoint.LogFolded);
            }

            _writer.Dispose();
            await _lock.DisposeAsync();
        }
    }

    // A cleanly stopped registry is one file. If there is no room for that, it is two, and nothing is lost.
    private void FoldLog()
    {
        try
        {
            _writer.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // The next server to open the file reads the log.
        }
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new DatabaseUnavailableException($"The data folder cannot be used: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new DatabaseUnavailableException($"Another Gradus server is using this data folder ({path}).", e);
        }
    }

    private void WriteGroups()
    {
        var group = new List<SqliteWrite>(MaxGroup);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            while (group.Count < MaxGroup && _queue.Reader.TryRead(out var job))
            {
                group.Add(job);
            }

            WriteGroup(group);
        }
    }

    private void WriteGroup(List<SqliteWrite> group)
    {
        // What was queued before the disk failed cannot be promised either.
        if (_lost is { } lost)
        {
            group.ForEach(job => job.Fail(lost));
            return;
        }

        try
        {
            var now = _time.GetUtcNow();
            _writer.Execute("BEGIN IMMEDIATE");
            Failpoints.Pass(Failpoint.WriteBegun);
            foreach (var job in group)
            {
                RunInSavepoint(job, now);
            }

            _ledger!.Save(now);
            Failpoints.Pass(Failpoint.CommitBegun);
            _writer.Execute("COMMIT");
        }
        catch (Exception e)
        {
            Abandon(group, e);
            return;
        }

        Failpoints.Pass(Failpoint.Committed);
        foreach (var job in group)
        {
            if (job.Succeeded)
            {
                OnCommitted(job.TouchedModels);
            }

            job.Complete();
        }
    }

    // A write that refuses or throws is undone alone; its neighbours in the group commit.
    private void RunInSavepoint(SqliteWrite job, DateTimeOffset now)
    {
        _writer.Execute("SAVEPOINT job");
        job.Run(new SqliteSession(_writer, now), _ledger!);
        if (!job.Succeeded)
        {
            _writer.Execute("ROLLBACK TO job");
        }

        _writer.Execute("RELEASE job");
    }

    // The whole group is lost: no one was told that it was written. After an I/O error the kernel may have dropped dirty
    // pages that it will report as clean from then on: nothing can be promised any more until a restart recovers.
    private void Abandon(List<SqliteWrite> group, Exception cause)
    {
        var message = cause is SqliteException { SqliteErrorCode: 13 }
            ? "The disk is full: the database cannot take writes."
            : $"The database could not write: {cause.Message}";
        if (cause is SqliteException { SqliteErrorCode: 10 } or not SqliteException)
        {
            _broken = message + " The server takes no more writes; restart it.";
        }

        _ledger!.Forget();
        try
        {
            _writer.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back on its own already.
        }

        var failure = new DatabaseUnavailableException(_broken ?? message, cause);
        _lost = _broken is null ? null : failure;
        group.ForEach(job => job.Fail(failure));
    }
}
