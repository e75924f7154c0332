using Gradus.Protocol.Promotions;

namespace Gradus.Protocol.Comparisons;

/// <summary>Asks for two versions of a model to be compared.</summary>
/// <param name="Candidate">The version that is looked at.</param>
/// <param name="Incumbent">The version that it is compared with.</param>
/// <param name="Dataset">The registered data set that both are measured on.</param>
/// <param name="Confidence">How often the intervals of the differences shall hold the true value, 0.5 to 0.9999.</param>
public sealed record ComparisonRequestDto(int Candidate, int Incumbent, string Dataset, double Confidence = 0.95);

/// <summary>Two versions of a model beside each other.</summary>
/// <param name="State"><c>missing</c> (nobody has asked for it), <c>waiting</c> (for a worker), <c>compared</c> or <c>failed</c>.</param>
/// <param name="Reason">Why it failed; absent else.</param>
/// <param name="Model">The registered model's name.</param>
/// <param name="Candidate">The version that is looked at.</param>
/// <param name="Incumbent">The version that it is compared with.</param>
/// <param name="Dataset">The data set that both are measured on.</param>
/// <param name="Confidence">How often the intervals shall hold the true value.</param>
/// <param name="OfCandidate">What was measured of the candidate; absent while nothing was.</param>
/// <param name="OfIncumbent">What was measured of the incumbent.</param>
/// <param name="Report">Both compared; absent until they are.</param>
public sealed record ComparisonDto(
    string State,
    string? Reason,
    string Model,
    int Candidate,
    int Incumbent,
    string Dataset,
    double Confidence,
    EvaluationDto? OfCandidate = null,
    EvaluationDto? OfIncumbent = null,
    ComparisonReportDto? Report = null
);

/// <summary>Two models' answers to the same examples, compared: what a worker leaves as its report.</summary>
/// <param name="Task">What they were asked: <c>classification</c>, <c>regression</c> or <c>ranking</c>.</param>
/// <param name="Examples">How many there are; of a ranking, how many queries.</param>
/// <param name="Confidence">How often the intervals shall hold the true value.</param>
/// <param name="Resamples">How many resamples bootstrapped intervals are made of.</param>
/// <param name="Seed">What they were drawn from: the same seed gives the same intervals.</param>
/// <param name="Classes">The data set's classes, in ascending order; none if there are more than fit.</param>
/// <param name="Metrics">Each metric that is compared.</param>
/// <param name="OnlyCandidate">On how many only the candidate is right; absent, as the next four, where answers are numbers, not right or wrong.</param>
/// <param name="OnlyIncumbent">On how many only the incumbent is.</param>
/// <param name="ExactP">The two-sided exact p-value of McNemar's test.</param>
/// <param name="MidP">The two-sided mid-p-value.</param>
/// <param name="Detectable">The least true difference of accuracies found four times in five at 5 %; NaN if there is none.</param>
/// <param name="Candidate">How the candidate answers, to be drawn.</param>
/// <param name="Incumbent">How the incumbent answers.</param>
/// <param name="Slices">Both on each part of the data set, at most 500.</param>
/// <param name="Lost">The first rows that only the incumbent gets right, counted from 1; at most 50.</param>
public sealed record ComparisonReportDto(
    string Task,
    int Examples,
    double Confidence,
    int Resamples,
    long Seed,
    IReadOnlyList<string> Classes,
    IReadOnlyList<MetricDifferenceDto> Metrics,
    int? OnlyCandidate,
    int? OnlyIncumbent,
    double? ExactP,
    double? MidP,
    double? Detectable,
    AnswerCurvesDto Candidate,
    AnswerCurvesDto Incumbent,
    IReadOnlyList<SliceDifferenceDto> Slices,
    IReadOnlyList<int> Lost
);

/// <summary>One metric of both; NaN where undefined.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Candidate">The candidate's value.</param>
/// <param name="Incumbent">The incumbent's value.</param>
/// <param name="Difference">candidate − incumbent.</param>
/// <param name="Lower">The lower end of the difference's interval.</param>
/// <param name="Upper">The upper end.</param>
public sealed record MetricDifferenceDto(
    string Metric,
    double Candidate,
    double Incumbent,
    double Difference,
    double Lower,
    double Upper
);

/// <summary>How a model answers, to be drawn.</summary>
/// <param name="Roc">The ROC curve of each class against the others (of two classes the greater only).</param>
/// <param name="Reliability">How often answers given with a probability are right.</param>
/// <param name="Confusion">How often each class was answered for each, where it was at all; at most 2,500.</param>
public sealed record AnswerCurvesDto(
    IReadOnlyList<RocCurveDto> Roc,
    IReadOnlyList<ReliabilityDto> Reliability,
    IReadOnlyList<ConfusionDto> Confusion
);

/// <summary>A ROC curve.</summary>
/// <param name="Class">The class.</param>
/// <param name="Area">The area under it.</param>
/// <param name="Points">False positive rate and true positive rate of each corner.</param>
public sealed record RocCurveDto(string Class, double Area, IReadOnlyList<IReadOnlyList<double>> Points);

/// <summary>The answers that were given a probability in one bin.</summary>
/// <param name="Examples">How many there are.</param>
/// <param name="Confidence">Their mean probability; NaN of none.</param>
/// <param name="Accuracy">The share that is right; NaN of none.</param>
public sealed record ReliabilityDto(long Examples, double Confidence, double Accuracy);

/// <summary>How often one class was answered for another.</summary>
public sealed record ConfusionDto(string Actual, string Predicted, long Examples);

/// <summary>Both models on a part of the data set.</summary>
/// <param name="Column">The column: the label, or one that is no feature.</param>
/// <param name="Value">The value that the part shares.</param>
/// <param name="Examples">How many examples, or queries, there are.</param>
/// <param name="Candidate">Share that the candidate gets right; of a regression its mean absolute error, of a ranking its NDCG.</param>
/// <param name="Incumbent">The same of the incumbent.</param>
/// <param name="PValue">McNemar's mid-p, of both being right equally often; of numbers Student's of the paired differences.</param>
/// <param name="AdjustedP">The same, adjusted for the number of slices (Holm); NaN where there are too few examples.</param>
public sealed record SliceDifferenceDto(
    string Column,
    string Value,
    int Examples,
    double Candidate,
    double Incumbent,
    double PValue,
    double AdjustedP
);
