namespace Gradus.Load;

/// <summary>The benchmark cannot go on: what it measures is not there or does not answer as it should.</summary>
internal sealed class LoadException(string message) : Exception(message);
