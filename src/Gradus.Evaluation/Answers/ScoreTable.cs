namespace Gradus.Evaluation.Answers;

/// <summary>Real numbers for a batch as they came out of a model: of a classifier its scores.</summary>
/// <param name="Columns">Numbers of an example.</param>
/// <param name="Values">[batch, columns].</param>
/// <param name="Keys">What the columns are called, if the model says so: <see cref="long"/> or <see cref="string"/>.</param>
internal sealed record ScoreTable(int Columns, float[] Values, IReadOnlyList<object>? Keys)
{
    /// <summary>A single score an example, which is the probability of the greater of two classes, becomes two.</summary>
    public ScoreTable WithBothClasses() =>
        Columns == 1 ? new ScoreTable(2, [.. Values.SelectMany(p => new[] { 1 - p, p })], null) : this;

    /// <summary>
    /// Of two classes, a probability p beside an exact 0 becomes 1 − p and p: ONNX Runtime (1.30, 1.31) leaves the lesser
    /// class at 0 if a tree ensemble has weights for the greater one only.
    /// </summary>
    public ScoreTable WithComplement() =>
        Columns == 2 ? this with { Values = [.. Values.Chunk(2).SelectMany(Complement)] } : this;

    private static float[] Complement(float[] pair) => pair is [0, >= 0 and <= 1] ? [1 - pair[1], pair[1]] : pair;
}
