using Gradus.Core.Serving;
using Microsoft.Extensions.Time.Testing;

namespace Gradus.Serving.Traffic;

/// <summary>What is counted, and for how long.</summary>
public sealed class TrafficCountTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Answers_are_counted_by_their_time_and_failures_apart()
    {
        var count = new TrafficCount(_clock, null);
        var began = count.Begin();
        _clock.Advance(TimeSpan.FromMilliseconds(7));
        count.NoteAnswer(began);
        count.NoteFailure();
        count.NoteComparison(true);
        count.NoteComparison(false);

        var tally = count.Read();

        (tally.Requests, tally.Failures, tally.Compared, tally.Agreed).ShouldBe((2, 1, 2, 1));
        tally.Latency.Counts[LatencyHistogram.BucketOf(7)].ShouldBe(1);
        tally.Latency.Count.ShouldBe(1);
    }

    [Fact]
    public void In_a_rollout_nothing_is_forgotten()
    {
        var count = new TrafficCount(_clock, null);
        count.NoteFailure();
        _clock.Advance(TimeSpan.FromDays(3));
        count.Read().Failures.ShouldBe(1);
    }

    [Fact]
    public void Otherwise_the_last_five_to_ten_minutes_are_counted()
    {
        var count = new TrafficCount(_clock, TimeSpan.FromMinutes(5));
        count.NoteFailure();
        _clock.Advance(TimeSpan.FromMinutes(4.9));
        count.NoteFailure();
        count.Read().Failures.ShouldBe(2);
        _clock.Advance(TimeSpan.FromMinutes(0.2));
        count.NoteFailure();
        count.Read().Failures.ShouldBe(3);
        _clock.Advance(TimeSpan.FromMinutes(5));
        count.Read().Failures.ShouldBe(1);
        _clock.Advance(TimeSpan.FromMinutes(10));
        count.Read().Failures.ShouldBe(0);
    }
}
