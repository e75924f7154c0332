namespace Gradus.Cli.Screen;

/// <summary>Shows how far a download has come, where someone looks on.</summary>
internal static class DownloadBar
{
    /// <summary>Downloads with a bar on a terminal, and in silence elsewhere.</summary>
    public static Task<T> ShowAsync<T>(Terminal terminal, long total, Func<IProgress<long>?, Task<T>> download) =>
        terminal.IsErrorRich
            ? Drawing.WithBarAsync(terminal, "Downloading", show => download(new Bar(total, show)))
            : download(null);

    private sealed class Bar(long total, Action<double, string> show) : IProgress<long>
    {
        private long _done;

        public void Report(long value)
        {
            var done = Interlocked.Add(ref _done, value);
            show(total == 0 ? 1 : (double)done / total, $"{Shown.Size(done)} of {Shown.Size(total)}");
        }
    }
}
