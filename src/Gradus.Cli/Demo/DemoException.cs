namespace Gradus.Cli.Demo;

/// <summary>Something in the demo was not as it has to be. The message is one sentence.</summary>
internal sealed class DemoException(string message) : IOException(message)
{
    /// <summary>Throws unless what the demo is about to claim is so.</summary>
    public static void Unless(bool isSo, string claim)
    {
        if (!isSo)
        {
            throw new DemoException($"The demo did not go as it has to: it is not so that {claim}.");
        }
    }
}
