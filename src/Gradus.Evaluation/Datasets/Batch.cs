namespace Gradus.Evaluation.Datasets;

/// <summary>
/// Some consecutive examples of a data set, row by row: the features in column order and the truth. The same buffer is filled
/// again for the next batch.
/// </summary>
/// <param name="capacity">How many examples fit.</param>
/// <param name="width">Features of an example.</param>
/// <param name="sliceColumns">How many columns the data set is sliced by.</param>
internal sealed class Batch(int capacity, int width, int sliceColumns = 0)
{
    private readonly int[] _slices = new int[capacity * sliceColumns];
    private readonly float[] _features = new float[capacity * width];
    private readonly int[] _classes = new int[capacity];
    private readonly double[] _numbers = new double[capacity];
    private readonly int[] _queries = new int[capacity];

    /// <summary>How many examples fit.</summary>
    public int Capacity => capacity;

    /// <summary>Features of an example.</summary>
    public int Width => width;

    /// <summary>How many examples there are.</summary>
    public int Count { get; private set; }

    /// <summary>All features: [Count, Width].</summary>
    public Memory<float> Features => _features.AsMemory(0, Count * width);

    /// <summary>The true class of each example, where the label is one.</summary>
    public Span<int> Classes => _classes.AsSpan(0, Count);

    /// <summary>The true number of each example, where the label is one.</summary>
    public Span<double> Numbers => _numbers.AsSpan(0, Count);

    /// <summary>The number of the query that each example belongs to.</summary>
    public Span<int> Queries => _queries.AsSpan(0, Count);

    /// <summary>Whether another example fits.</summary>
    public bool IsFull => Count == capacity;

    /// <summary>The features of one example.</summary>
    public ReadOnlySpan<float> Row(int index) => _features.AsSpan(index * width, width);

    /// <summary>The index of an example's value in each column that the data set is sliced by.</summary>
    public Span<int> SlicesOf(int index) => _slices.AsSpan(index * sliceColumns, sliceColumns);

    /// <summary>Forgets the examples.</summary>
    public void Clear() => Count = 0;

    /// <summary>Makes room for another example and gives its features to be filled in.</summary>
    public Span<float> Add() => _features.AsSpan(Count++ * width, width);
}
