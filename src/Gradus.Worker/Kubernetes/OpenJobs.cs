namespace Gradus.Worker.Kubernetes;

/// <summary>The Jobs that a dispatcher knows of, and where it looks for them.</summary>
internal sealed class OpenJobs(string ownNamespace, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<OpenJob, Known> _jobs = [];
    private readonly HashSet<string> _namespaces = [ownNamespace];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _jobs.Count;
            }
        }
    }

    /// <summary>The namespaces in which there were any, and the dispatcher's own.</summary>
    public IReadOnlyList<string> Namespaces
    {
        get
        {
            lock (_lock)
            {
                return [.. _namespaces];
            }
        }
    }

    /// <summary>Marks a moment, before the Jobs of a namespace are listed.</summary>
    public long Mark() => clock.GetTimestamp();

    /// <summary>Notes a Job; false if it was known.</summary>
    public bool Note(OpenJob job)
    {
        lock (_lock)
        {
            _namespaces.Add(job.Namespace);
            return _jobs.TryAdd(job, new Known(clock.GetTimestamp()));
        }
    }

    /// <summary>Forgets a Job.</summary>
    public void Forget(OpenJob job)
    {
        lock (_lock)
        {
            _jobs.Remove(job);
        }
    }

    /// <summary>Forgets the Jobs of a namespace that a list does not have, but for those made since it was asked for.</summary>
    public void Keep(string space, IReadOnlyCollection<OpenJob> listed, long asked)
    {
        lock (_lock)
        {
            foreach (
                var gone in _jobs
                    .Where(known => known.Key.Namespace == space && known.Value.Since < asked)
                    .Select(known => known.Key)
                    .Except(listed)
                    .ToList()
            )
            {
                _jobs.Remove(gone);
            }
        }
    }

    /// <summary>How long a Job has been known.</summary>
    public TimeSpan AgeOf(OpenJob job)
    {
        lock (_lock)
        {
            return _jobs.TryGetValue(job, out var known) ? clock.GetElapsedTime(known.Since) : TimeSpan.Zero;
        }
    }

    /// <summary>Whether it is time for a heartbeat of a Job's work; from then on it is taken to be given.</summary>
    public bool IsHeartbeatDue(OpenJob job)
    {
        lock (_lock)
        {
            var interval = TimeSpan.FromSeconds(Math.Max(job.LeaseSeconds, 1) / 3.0);
            if (
                !_jobs.TryGetValue(job, out var known)
                || (known.Beat is { } last && clock.GetElapsedTime(last) < interval)
            )
            {
                return false;
            }

            _jobs[job] = known with { Beat = clock.GetTimestamp() };
            return true;
        }
    }

    private sealed record Known(long Since, long? Beat = null);
}
