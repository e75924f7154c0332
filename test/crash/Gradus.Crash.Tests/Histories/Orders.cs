namespace Gradus.Crash.Tests.Histories;

/// <summary>Every order of a few calls, tried one after the other: slow, and plain to see.</summary>
internal static class Orders
{
    /// <summary>Whether there is one that explains a history.</summary>
    public static bool AnyExplains(IReadOnlyList<Call> calls) => AnyExplains(Overlapping.Start, calls);

    private static bool AnyExplains(StageRegister register, IReadOnlyList<Call> left) =>
        left.All(call => !call.IsAnswered)
        || left.Where(call => !left.Any(other => other.IsBefore(call)))
            .Any(call =>
            {
                var (next, answer) = register.Apply(call.Operation);
                return (!call.IsAnswered || answer == call.Answer)
                    && AnyExplains(next, [.. left.Where(other => other != call)]);
            });
}
