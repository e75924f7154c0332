using Gradus.Core.Errors;
using Gradus.Data.Identities;
using Gradus.Data.Models;

namespace Gradus.Data;

/// <summary>
/// The registry's database. A write is one transaction that happens whole or not at all; when it has returned, it has been
/// made durable. A write that answers a refusal is rolled back.
/// </summary>
public abstract class Database : IAsyncDisposable
{
    private protected Database()
    {
        Cache = new ModelCache(this);
        Identities = new IdentityCache(this);
    }

    /// <summary>
    /// Whether this process is the only writer, so that what it has read stays true until it writes itself.
    /// </summary>
    public abstract bool IsExclusive { get; }

    /// <summary>A short description for people, without secrets: which kind, and where.</summary>
    public abstract string Description { get; }

    /// <summary>What was read of models lately.</summary>
    internal ModelCache Cache { get; }

    /// <summary>What was read of users and tokens lately.</summary>
    internal IdentityCache Identities { get; }

    /// <summary>Why no more writes are taken until a restart; null while they are.</summary>
    public virtual string? Problem => null;

    /// <summary>Raised after a commit and before the write returns, with the models it changed.</summary>
    public event Action<IReadOnlyCollection<string>>? Committed;

    /// <summary>Reads from one consistent snapshot.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached.</exception>
    public abstract Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>
    /// Reads what one statement answers, which is a consistent snapshot in itself: spares the round trips of a transaction. A
    /// further statement sees what has been committed until then.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached.</exception>
    public abstract Task<T> QueryAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>
    /// Writes in one transaction; <paramref name="write"/> may run more than once and must do nothing but use its session.
    /// Once queued it is carried out, whatever becomes of the caller.
    /// </summary>
    /// <exception cref="DatabaseBusyException">Too many writes are waiting.</exception>
    /// <exception cref="DatabaseUnavailableException">Nothing was written, or it is not known to be.</exception>
    public abstract Task<Result<T>> WriteAsync<T>(Func<Session, Task<Result<T>>> write);

    /// <summary>Brings the schema up to date. Safe to call from several servers at once.</summary>
    public abstract void Migrate();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    private protected void OnCommitted(IReadOnlyCollection<string> touchedModels)
    {
        if (touchedModels.Count > 0)
        {
            Committed?.Invoke(touchedModels);
        }
    }
}
