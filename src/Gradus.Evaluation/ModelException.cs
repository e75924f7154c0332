namespace Gradus.Evaluation;

/// <summary>The model's file cannot be loaded, or the model breaks while it runs; the message is one sentence.</summary>
public sealed class ModelException : Exception
{
    /// <summary>A model that cannot be used.</summary>
    public ModelException() { }

    /// <summary>A model that cannot be used, and why.</summary>
    public ModelException(string message)
        : base(message) { }

    /// <summary>A model that does not answer each example once.</summary>
    internal static ModelException OfCount(int answers, int examples) =>
        new($"The model gave {answers} answers for {examples} examples.");

    /// <summary>A model that cannot be used, why, and what the runtime said.</summary>
    public ModelException(string message, Exception innerException)
        : base(message, innerException) { }
}
