namespace Gradus.Evaluation.Answers;

/// <summary>What was answered of a batch, as it came. Each part is null if it was not given.</summary>
/// <param name="Numbers">A label each, where labels are whole numbers.</param>
/// <param name="Texts">A label each, where labels are text.</param>
/// <param name="Scores">Real numbers: of a classifier the scores of classes, else the answer itself.</param>
/// <param name="Source">Where the scores came from, for messages, e.g. "output 'probabilities'".</param>
internal sealed record Answer(long[]? Numbers, string[]? Texts, ScoreTable? Scores, string Source);
