namespace Gradus.Evaluation.Answers;

/// <summary>What a model said of a batch.</summary>
/// <param name="Classes">The predicted class of each example.</param>
/// <param name="Scores">The scores of each example for each of <see cref="ScoredClasses"/>: [batch, columns]; empty if the model gives none.</param>
/// <param name="ScoredClasses">The class that each column of <see cref="Scores"/> is about; empty if that is not known.</param>
internal sealed record Predictions(int[] Classes, float[] Scores, int[] ScoredClasses)
{
    /// <summary>Whether there are scores whose classes are known.</summary>
    public bool HasScores => ScoredClasses.Length > 0;

    /// <summary>The scores of one example.</summary>
    public ReadOnlySpan<float> ScoresOf(int example) =>
        Scores.AsSpan(example * ScoredClasses.Length, ScoredClasses.Length);
}
