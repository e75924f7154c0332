namespace Gradus.Data;

/// <summary>The database cannot be reached or cannot make a write durable. Nothing was acknowledged.</summary>
public class DatabaseUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Where the ledger ends cannot be read, since somebody changed it; so nothing can be added to it.</summary>
public sealed class LedgerDamagedException(string message, Exception inner)
    : DatabaseUnavailableException(message, inner);

/// <summary>More writes are waiting than the server lets wait. Trying again later is safe.</summary>
public sealed class DatabaseBusyException(string message) : Exception(message);
