using Cronos;
using CsCheck;

namespace Gradus.Policies.Freezes;

public sealed class CronFreezeTests
{
    private static readonly string[] Zones =
    [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/Sao_Paulo",
    ];

    private static readonly string[] Crons =
    [
        "0 17 * * FRI",
        "30 2 * * *",
        "0 0 1 * *",
        "15 */6 * * *",
        "0 9-17 * * MON-FRI",
        "30 1 * * SUN",
        "0 12 29 2 *",
        "*/20 8 * * *",
    ];

    // Clocks change in one zone or another.
    private static readonly DateTimeOffset[] Changes =
    [
        Time("2026-03-29T01:00:00Z"),
        Time("2026-10-25T01:00:00Z"),
        Time("2026-03-08T07:00:00Z"),
        Time("2026-11-01T06:00:00Z"),
        Time("2026-04-04T15:00:00Z"),
        Time("2026-10-03T15:30:00Z"),
        Time("2018-11-04T03:00:00Z"),
    ];

    private static readonly Gen<DateTimeOffset> Instant = Gen.OneOf(
        Gen.Int[0, 60 * 24 * 365 * 3].Select(minutes => Time("2025-01-01T00:00:00Z").AddMinutes(minutes)),
        Gen.Select(Gen.OneOf(Changes), Gen.Int[-200_000, 200_000], (change, seconds) => change.AddSeconds(seconds))
    );

    [Fact]
    public void A_weekend_is_closed_from_friday_to_monday_by_the_clock_on_the_wall()
    {
        var weekend = Make("0 17 * * FRI", "2d16h", "Europe/Berlin");

        weekend.ClosedUntil(Time("2026-05-08T14:59:59Z")).ShouldBeNull();
        weekend.ClosedUntil(Time("2026-05-08T15:00:00Z")).ShouldBe(Time("2026-05-11T07:00:00Z"));
        weekend.ClosedUntil(Time("2026-05-11T06:59:59Z")).ShouldBe(Time("2026-05-11T07:00:00Z"));
        weekend.ClosedUntil(Time("2026-05-11T07:00:00Z")).ShouldBeNull();
    }

    [Fact]
    public void A_window_lasts_as_long_on_the_day_the_clocks_change()
    {
        var night = Make("0 22 * * *", "8h", "Europe/Berlin");

        // 28 to 29 March 2026: from CET to CEST. Begins 21:00Z, and lasts eight hours, whatever clocks show.
        night.ClosedUntil(Time("2026-03-28T21:00:00Z")).ShouldBe(Time("2026-03-29T05:00:00Z"));
        // 24 to 25 October 2026: back to CET.
        night.ClosedUntil(Time("2026-10-24T20:00:00Z")).ShouldBe(Time("2026-10-25T04:00:00Z"));
    }

    [Fact]
    public void A_beginning_that_the_clocks_leap_over_comes_right_after()
    {
        var early = Make("30 2 * * *", "1h", "Europe/Berlin");

        early.ClosedUntil(Time("2026-03-29T00:59:59Z")).ShouldBeNull();
        early.ClosedUntil(Time("2026-03-29T01:00:00Z")).ShouldBe(Time("2026-03-29T02:00:00Z"));
    }

    [Fact]
    public void A_beginning_that_comes_twice_counts_once()
    {
        var early = Make("30 2 * * *", "30m", "Europe/Berlin");

        early.ClosedUntil(Time("2026-10-25T00:30:00Z")).ShouldBe(Time("2026-10-25T01:00:00Z"));
        early.ClosedUntil(Time("2026-10-25T01:30:00Z")).ShouldBeNull();
    }

    [Fact]
    public void Windows_that_touch_are_one()
    {
        var hours = Make("0 9-17 * * MON-FRI", "1h", "UTC");

        hours.ClosedUntil(Time("2026-05-08T09:00:00Z")).ShouldBe(Time("2026-05-08T18:00:00Z"));
    }

    /// <summary>Compared with the windows written out one by one: in their order, where the freeze itself searches.</summary>
    [Fact]
    public void It_is_closed_exactly_in_the_union_of_the_windows() =>
        Gen.Select(Gen.OneOf(Crons), Gen.OneOf(Zones), Gen.Int[1, 60 * 80], Instant)
            .Where((cron, zone, minutes, _) => CronFreeze.Parse(cron, TimeSpan.FromMinutes(minutes), zone, "x").IsOk)
            .Sample(
                (cron, zone, minutes, now) =>
                {
                    var freeze = Make(cron, $"{minutes}m", zone);

                    return freeze.ClosedUntil(now) == UnionEnd(cron, zone, TimeSpan.FromMinutes(minutes), now);
                },
                iter: 5_000
            );

    [Theory]
    [InlineData("0 0 30 2 *", "1h", "UTC", "never begins")]
    [InlineData("0 * * * *", "1h", "UTC", "never ends")]
    [InlineData("0 0 * * *", "25h", "Europe/Berlin", "never ends")]
    [InlineData("0 17 * *", "1h", "UTC", "is not a cron expression")]
    [InlineData("H H * * *", "1h", "UTC", "is not a cron expression")]
    [InlineData("0 0 * * *", "1h", "Europe/Berln", "is not known")]
    [InlineData("0 0 * * *", "0s", "UTC", "longer than no time")]
    public void A_window_that_makes_no_sense_is_refused(string cron, string lasts, string zone, string why) =>
        CronFreeze
            .Parse(cron, Shapes.Measures.Duration(lasts)!.Value, zone, "x")
            .Error.ShouldNotBeNull()
            .Message.ShouldContain(why);

    [Fact]
    public void Two_that_say_the_same_are_equal()
    {
        Make("0 0 * * *", "1h", "UTC").ShouldBe(Make("0 0 * * *", "60m", "UTC"));
        Make("0 0 * * *", "1h", "UTC").ShouldNotBe(Make("0 1 * * *", "1h", "UTC"));
    }

    private static DateTimeOffset? UnionEnd(string cron, string zone, TimeSpan lasts, DateTimeOffset now)
    {
        var expression = CronExpression.Parse(cron);
        var starts = expression.GetOccurrences(
            now - TimeSpan.FromDays(400),
            now + TimeSpan.FromDays(900),
            TimeZoneInfo.FindSystemTimeZoneById(zone)
        );
        DateTimeOffset? end = null;
        foreach (var start in starts)
        {
            if (end is { } closed && start <= closed)
            {
                end = start + lasts;
            }
            else if (end > now || start > now)
            {
                break;
            }
            else
            {
                end = start + lasts;
            }
        }

        return end > now ? end : null;
    }

    private static CronFreeze Make(string cron, string lasts, string zone) =>
        CronFreeze.Parse(cron, Shapes.Measures.Duration(lasts)!.Value, zone, "x").Value;

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
