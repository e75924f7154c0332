using Gradus.Protocol.Client;

namespace Gradus.Cli.Screen;

/// <summary>Shows how far an upload has come, where someone looks on.</summary>
internal static class UploadBar
{
    // Below this an upload is over before a bar is drawn.
    private const long Worthwhile = 256 * 1024;

    /// <summary>Uploads with a bar on a terminal, and in silence elsewhere.</summary>
    public static Task<T> ShowAsync<T>(
        Terminal terminal,
        string name,
        Func<IProgress<UploadProgress>?, Task<T>> upload
    ) =>
        terminal.IsErrorRich ? Drawing.WithBarAsync(terminal, name, show => upload(new Bar(name, show))) : upload(null);

    private sealed class Bar(string name, Action<double, string> show) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value)
        {
            if (value.Total >= Worthwhile)
            {
                // Hashing reads a local disk and is the smaller part of the wait.
                var share = ((0.2 * value.Hashed) + (0.8 * value.Stored)) / value.Total;
                show(share, $"{name}  {Shown.Size(value.Stored)} of {Shown.Size(value.Total)}");
            }
        }
    }
}
