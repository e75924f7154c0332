using Gradus.Load.Wire;

namespace Gradus.Load.Data;

/// <summary>
/// Fills an empty registry through the server, as clients would: models with an owner, versions with a run, four of five
/// tagged, the last but one in Production and the last in Staging, an alias on every other model.
/// </summary>
internal static class Seeding
{
    private const int Clients = 64;

    public static void Fill(int port, Shape shape)
    {
        var next = -1;
        var failures = new List<Exception>();
        var threads = Enumerable.Range(0, Clients).Select(_ => new Thread(Work)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (failures.Count > 0)
        {
            throw new LoadException($"Seeding failed: {failures[0].Message}");
        }

        void Work()
        {
            try
            {
                using var connection = new Connection(port);
                for (int model; (model = Interlocked.Increment(ref next)) < shape.Models; )
                {
                    FillModel(connection, shape, model);
                }
            }
            catch (Exception e) when (e is LoadException or System.Net.Sockets.SocketException)
            {
                lock (failures)
                {
                    failures.Add(e);
                }
            }
        }
    }

    private static void FillModel(Connection connection, Shape shape, int model)
    {
        var name = Shape.Model(model);
        Do(connection, Requests.CreateModel(name, ("owner", $"team-{model % 50}")));
        for (var version = 1; version <= shape.VersionsEach; version++)
        {
            var (batch, framework) = (shape.Batch(model, version), version % 2 == 0 ? "onnx" : "sklearn");
            (string, string)[] tags = version % 5 == 0 ? [] : [("batch", batch), ("framework", framework)];
            Do(
                connection,
                Requests.CreateVersion(name, Shape.Source(model, version), Shape.RunId(model, version), tags)
            );
        }

        Do(connection, Requests.Move(name, shape.VersionsEach - 1, "Production"));
        Do(connection, Requests.Move(name, shape.VersionsEach, "Staging"));
        if (model % 2 == 0)
        {
            Do(connection, Requests.SetAlias(name, "champion", shape.VersionsEach - 1));
        }
    }

    private static void Do(Connection connection, byte[] request)
    {
        connection.Send(request);
        connection.Receive();
    }
}
