using Gradus.Core.Promotions;

namespace Gradus.Server.Promotions;

/// <summary>What is said of promotions.</summary>
internal static partial class PromotionLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Promotion {Id} ended {Phase}: {Outcome}")]
    public static partial void Ended(ILogger logger, string id, Phase phase, string outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "A step of promotion {Id} failed; it will be taken again")]
    public static partial void StepFailed(ILogger logger, Exception exception, string id);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Check after the move of version {Version} of {Model} in {Stage}: {Problem}"
    )]
    public static partial void CheckedAgain(ILogger logger, string model, int version, string stage, string problem);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The policy promotes {Model} to {Stage} unasked, but that was refused: {Why}"
    )]
    public static partial void NotOpened(ILogger logger, string model, string stage, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round over the open promotions failed; it will be made again")]
    public static partial void RoundFailed(ILogger logger, Exception exception);
}
