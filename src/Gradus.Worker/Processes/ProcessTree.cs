using System.Globalization;
using Gradus.Isolation;

namespace Gradus.Worker.Processes;

/// <summary>
/// The processes that descend from one, as <c>/proc</c> shows them; Linux only. Where that one takes in orphans
/// (PR_SET_CHILD_SUBREAPER), nothing that it started can leave the tree.
/// </summary>
internal static class ProcessTree
{
    /// <summary>The ids of all of them, also of those that ended and were not waited for; without the root.</summary>
    public static IReadOnlyList<int> Under(int root)
    {
        var children = All().ToLookup(id => ProcStatus.Stat(id)?.Parent ?? -1);
        var found = new List<int>();
        var next = new Queue<int>(children[root]);
        while (next.TryDequeue(out var id))
        {
            found.Add(id);
            foreach (var child in children[id])
            {
                next.Enqueue(child);
            }
        }

        return found;
    }

    /// <summary>The ids of all processes there are.</summary>
    public static IEnumerable<int> All()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
            {
                yield return id;
            }
        }
    }

    /// <summary>
    /// Resident memory of several processes together, in bytes. What they share is counted once (Pss in
    /// <c>smaps_rollup</c>) if counting it in each would go above <paramref name="limit"/>.
    /// </summary>
    public static long Resident(IReadOnlyCollection<int> processes, long limit)
    {
        var sum = processes.Sum(id => ProcStatus.Resident(id) ?? 0);
        return sum <= limit
            ? sum
            : processes.Sum(id => ProcStatus.ProportionalResident(id) ?? ProcStatus.Resident(id) ?? 0);
    }
}
