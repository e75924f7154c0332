using Cronos;
using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Policies.Shapes;

namespace Gradus.Policies.Freezes;

/// <summary>
/// Windows that begin as a cron expression says, by the clock of a time zone, and last for a time as clocks do not show it:
/// 24 hours are 24 hours on the day the clocks change too. A beginning that the change leaps over is moved to right after it;
/// one that comes twice counts once. Windows that overlap or touch are one.
/// </summary>
public sealed record CronFreeze : FreezeWindow
{
    /// <summary>The subject of a refusal that is about no value alone.</summary>
    internal const string Whole = "freeze";

    // Beyond so many windows joined to one, or so far ahead, the end is as good as never.
    private const int MaxJoined = 1_500;

    private static readonly TimeSpan Horizon = TimeSpan.FromDays(2 * 366);

    // Any day will do: what is asked is whether a window ever opens. Whole leap years follow.
    private static readonly DateTimeOffset Probe = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly CronExpression _begins;
    private readonly TimeZoneInfo _zone;

    private CronFreeze(string cron, CronExpression begins, TimeSpan lasts, TimeZoneInfo zone, string reason)
        : base(reason) => (Cron, _begins, Lasts, TimeZone, _zone) = (cron, begins, lasts, zone.Id, zone);

    /// <summary>When a window begins: minute, hour, day of the month, month, day of the week.</summary>
    public string Cron { get; }

    /// <summary>How long a window lasts.</summary>
    public TimeSpan Lasts { get; }

    /// <summary>The time zone's name, e.g. "Europe/Berlin".</summary>
    public string TimeZone { get; }

    /// <summary>Checks a window: known time zone, and an expression that comes round, but not all the time.</summary>
    /// <param name="cron">Five fields, as of cron, or a name such as "@weekly".</param>
    /// <param name="lasts">How long a window lasts, above zero.</param>
    /// <param name="timeZone">A time zone that this machine knows.</param>
    /// <param name="reason">Why.</param>
    public static Result<CronFreeze> Parse(string cron, TimeSpan lasts, string timeZone, string reason)
    {
        if (!CronExpression.TryParse(cron, CronFormat.Standard, out var begins))
        {
            return Error.Invalid($"'{cron}' is not {Forms.Cron.Says}.", "cron");
        }

        if (lasts <= TimeSpan.Zero)
        {
            return Error.Invalid("A freeze must last longer than no time.", "lasts");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone))
        {
            return Error.Invalid($"Time zone '{timeZone}' is not known to this machine.", "time_zone");
        }

        var freeze = new CronFreeze(cron, begins, lasts, zone, reason);
        return freeze.Next(Probe) is not { } first
                ? Error.Invalid($"The freeze never begins: there is no time that fits '{cron}'.", Whole)
            : freeze.EndOf(first) is null
                ? Error.Invalid(
                    $"The freeze never ends, or is pieced together of too many windows: each of {Measures.Write(lasts)} "
                        + "lasts until the next one begins.",
                    Whole
                )
            : freeze;
    }

    /// <inheritdoc/>
    public override DateTimeOffset? ClosedUntil(DateTimeOffset now)
    {
        now = now.ToUniversalTime();
        return Latest(now - Lasts, now) is { } begun ? EndOf(begun) ?? now + Horizon : null;
    }

    // The end of the window that began then and of all that are joined to it; null if that is too far ahead to matter.
    private DateTimeOffset? EndOf(DateTimeOffset begun)
    {
        var start = begun;
        for (var joined = 0; joined < MaxJoined && start - begun < Horizon; joined++)
        {
            if (Latest(start, start + Lasts) is not { } next)
            {
                return start + Lasts;
            }

            start = next;
        }

        return null;
    }

    // The last beginning after a time and until another. By halves and forwards only: backwards, Cronos puts a beginning that
    // the clocks leap over before the leap, forwards after it.
    private DateTimeOffset? Latest(DateTimeOffset after, DateTimeOffset until)
    {
        var found = after;
        while (Next(found) is { } next && next <= until)
        {
            var middle = found + ((until - found) / 2);
            (found, until) = Next(middle) is { } later && later <= until ? (later, until) : (next, middle);
        }

        return found > after ? found : null;
    }

    private DateTimeOffset? Next(DateTimeOffset after) => _begins.GetNextOccurrence(after, _zone)?.ToUniversalTime();
}
