using System.Diagnostics;

namespace Gradus.Load.Wire;

/// <summary>How hard, and with what, a server is driven.</summary>
/// <param name="Threads">Threads of the generator; each drives its own connections.</param>
/// <param name="Connections">Connections a thread. With several it goes round: reads an answer, sends the next request there,
/// moves on; all connections but the one it stands at have a request under way.</param>
/// <param name="Next">Of a client (0 … threads × connections − 1) its next request.</param>
internal sealed record Drive(int Threads, int Connections, Func<int, Func<byte[]>> Next)
{
    /// <summary>Many connections and one thread: the most requests for the least work of the generator.</summary>
    public static Drive Flood(Func<int, Func<byte[]>> next) => new(1, 32, next);

    /// <summary>So many clients, each waiting for its answer before it asks again.</summary>
    public static Drive Clients(int clients, Func<int, Func<byte[]>> next) => new(clients, 1, next);
}

/// <summary>Keeps a server busy for a while and counts.</summary>
internal static class Driver
{
    /// <exception cref="LoadException">A request failed.</exception>
    public static Tally Run(int port, Drive drive, TimeSpan duration)
    {
        var latencies = new List<long>[drive.Threads];
        var failures = new Exception?[drive.Threads];
        using var ready = new Barrier(drive.Threads + 1);
        var threads = Enumerable.Range(0, drive.Threads).Select(Start).ToList();
        ready.SignalAndWait();
        var started = Stopwatch.GetTimestamp();
        threads.ForEach(thread => thread.Join());
        var elapsed = Stopwatch.GetElapsedTime(started);
        return failures.FirstOrDefault(failure => failure is not null) is { } failure
            ? throw new LoadException(failure.Message)
            : new Tally(elapsed, [.. latencies.SelectMany(own => own)]);

        Thread Start(int index)
        {
            var thread = new Thread(() =>
            {
                try
                {
                    latencies[index] = RunThread(port, drive, index, duration, ready);
                }
                catch (Exception e)
                {
                    failures[index] = e;
                    latencies[index] = [];
                }
            });
            thread.Start();
            return thread;
        }
    }

    private static List<long> RunThread(int port, Drive drive, int thread, TimeSpan duration, Barrier ready)
    {
        var connections = new List<Connection>();
        var next = new List<Func<byte[]>>();
        try
        {
            for (var i = 0; i < drive.Connections; i++)
            {
                connections.Add(new Connection(port));
                next.Add(drive.Next((thread * drive.Connections) + i));
            }
        }
        finally
        {
            ready.SignalAndWait();
        }

        var latencies = GoRound(connections, next, duration);
        connections.ForEach(connection => connection.Dispose());
        return latencies;
    }

    private static List<long> GoRound(List<Connection> connections, List<Func<byte[]>> next, TimeSpan duration)
    {
        var latencies = new List<long>(4096);
        var sent = new long[connections.Count];
        var underWay = new Queue<int>();
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        for (var i = 0; i < connections.Count; i++)
        {
            Send(i);
        }

        while (underWay.TryDequeue(out var i))
        {
            connections[i].Receive();
            var now = Stopwatch.GetTimestamp();
            latencies.Add(now - sent[i]);
            if (now < end)
            {
                Send(i);
            }
        }

        return latencies;

        void Send(int i)
        {
            sent[i] = Stopwatch.GetTimestamp();
            connections[i].Send(next[i]());
            underWay.Enqueue(i);
        }
    }
}
