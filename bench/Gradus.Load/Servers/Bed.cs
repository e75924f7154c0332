using Gradus.Load.Data;

namespace Gradus.Load.Servers;

/// <summary>A running server over a seeded registry.</summary>
internal sealed class Bed : IDisposable
{
    private Bed(string database, Shape shape, string data, ServerProcess server)
    {
        Database = database;
        Shape = shape;
        Data = data;
        Server = server;
    }

    /// <summary>"SQLite" or "PostgreSQL".</summary>
    public string Database { get; }

    public Shape Shape { get; }

    /// <summary>The server's data folder.</summary>
    public string Data { get; }

    public ServerProcess Server { get; }

    public static Bed Start(string database, Seed seed, string data, ServerStart start) =>
        new(
            database,
            seed.Shape,
            data,
            ServerProcess.Start(start with { Data = data, Constants = [.. seed.AnswerBytes.Values] })
        );

    public void Dispose() => Server.Dispose();
}
