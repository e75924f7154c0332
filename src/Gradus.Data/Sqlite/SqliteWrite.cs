using System.Runtime.ExceptionServices;
using Gradus.Core.Errors;
using Gradus.Data.Requests;
using Microsoft.Data.Sqlite;

namespace Gradus.Data.Sqlite;

/// <summary>A write that waits for the writer: what to run, and whom to tell once its group is on disk.</summary>
internal abstract class SqliteWrite
{
    /// <summary>Whether it ran and did not refuse: then it is kept.</summary>
    public abstract bool Succeeded { get; }

    public IReadOnlyCollection<string> TouchedModels { get; private protected set; } = [];

    /// <summary>
    /// Runs it and adds its record to the ledger. Failures of the disk are thrown, since they end the whole group; its own are
    /// kept for its caller.
    /// </summary>
    public abstract void Run(SqliteSession session, SqliteLedger ledger);

    /// <summary>Tells the caller the outcome.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that nothing was written.</summary>
    public abstract void Fail(Exception cause);

    /// <summary>
    /// ERROR, TOOBIG, CONSTRAINT, MISMATCH, RANGE: the statement is at fault, the file and the transaction are as they were.
    /// </summary>
    public static bool IsOfTheStatement(SqliteException e) => e.SqliteErrorCode is 1 or 18 or 19 or 20 or 25;
}

/// <inheritdoc/>
internal sealed class SqliteWrite<T>(Func<Session, Task<Result<T>>> write) : SqliteWrite
{
    private readonly TaskCompletionSource<Result<T>> _completion = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    private Result<T> _result;
    private ExceptionDispatchInfo? _failure;

    public Task<Result<T>> Completion => _completion.Task;

    public override bool Succeeded => _failure is null && _result.IsOk;

    public override void Run(SqliteSession session, SqliteLedger ledger)
    {
        try
        {
            ledger.BeginWrite();
            _result = WriteAsync(session).GetAwaiter().GetResult();
            if (_result.IsOk)
            {
                ledger.Append(session);
            }

            TouchedModels = session.TouchedModels;
        }
        catch (SqliteException e) when (!IsOfTheStatement(e))
        {
            throw;
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    private async Task<Result<T>> WriteAsync(Session session) => await session.KeepKeyAsync(await write(session));

    public override void Complete()
    {
        if (_failure is { } failure)
        {
            _completion.SetException(failure.SourceException);
        }
        else
        {
            _completion.SetResult(_result);
        }
    }

    public override void Fail(Exception cause) => _completion.SetException(cause);
}
