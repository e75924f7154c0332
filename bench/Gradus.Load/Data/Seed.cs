using Gradus.Load.Servers;
using Gradus.Load.Wire;

namespace Gradus.Load.Data;

/// <summary>A registry filled once, from which every bed of its shape is made.</summary>
/// <param name="Shape">What it holds.</param>
/// <param name="Folder">A data folder with the SQLite file; no server uses it.</param>
/// <param name="AnswerBytes">How long the hot answer of each read is, by the read's name.</param>
internal sealed record Seed(Shape Shape, string Folder, IReadOnlyDictionary<string, long> AnswerBytes)
{
    public string SqliteFile => Path.Join(Folder, "gradus.db");

    /// <summary>Fills a new folder through a server, and measures its answers.</summary>
    public static Seed Make(string program, Shape shape, string folder)
    {
        using var server = ServerProcess.Start(new ServerStart(program, folder, null, []));
        Seeding.Fill(server.Port, shape);
        using var connection = new Connection(server.Port);
        var bytes = Read.All.ToDictionary(
            read => read.Name,
            read =>
            {
                connection.Send(read.Request(shape.HotModel));
                return connection.Receive();
            }
        );
        return new Seed(shape, folder, bytes);
    }
}
