namespace Gradus.Evaluation.Datasets;

/// <summary>The data set's file cannot be used as it was registered; the message names row and column where it can.</summary>
public sealed class DatasetException : Exception
{
    /// <summary>A file that cannot be used.</summary>
    public DatasetException() { }

    /// <summary>A file that cannot be used, and why, in one sentence.</summary>
    public DatasetException(string message)
        : base(message) { }

    /// <summary>A file that cannot be used, why, and what the reader said.</summary>
    public DatasetException(string message, Exception innerException)
        : base(message, innerException) { }
}
