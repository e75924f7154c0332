using System.Text;
using Gradus.Isolation;

namespace Gradus.Worker.Processes;

/// <summary>
/// Ends the processes of a job that outlived those who should have ended them: they are known by the job's folder in the
/// environment they were started with. Linux only.
/// </summary>
internal static class Leftovers
{
    private const int MaxRounds = 20;

    /// <summary>Looks until none is left, or gives up on such as multiply faster than they are ended.</summary>
    public static async Task EndAsync(string folder)
    {
        var mark = Encoding.UTF8.GetBytes(folder);
        for (var round = 0; round < MaxRounds; round++)
        {
            var found = ProcessTree.All().Where(id => id != Environment.ProcessId && Carries(id, mark)).ToList();
            if (found.Count == 0)
            {
                return;
            }

            found.ForEach(id => Posix.Kill(id));
            await Task.Delay(10).ConfigureAwait(false);
        }
    }

    private static bool Carries(int process, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{process}/environ").AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
