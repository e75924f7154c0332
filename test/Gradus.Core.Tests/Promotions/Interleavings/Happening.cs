namespace Gradus.Core.Promotions.Interleavings;

/// <summary>What can happen around a promotion, in any order.</summary>
public enum Happening
{
    /// <summary>It is decided what follows, and that is kept.</summary>
    Step,

    /// <summary>It is decided what follows, and that is lost.</summary>
    Crash,

    /// <summary>If it is about to move, the move is confirmed and made.</summary>
    Apply,

    /// <summary>Work that it waits for is done well.</summary>
    Found,

    /// <summary>Work that it rests on is done, with a poor result.</summary>
    FoundPoor,

    /// <summary>Work that it rests on fails technically.</summary>
    WorkFailed,

    /// <summary>A check outside reports.</summary>
    Report,

    /// <summary>Somebody says yes.</summary>
    Approve,

    /// <summary>Somebody says no.</summary>
    Reject,

    /// <summary>Somebody takes back what they said.</summary>
    Withdraw,

    /// <summary>Another policy is applied.</summary>
    Policy,

    /// <summary>A gate is set aside for some hours.</summary>
    Waive,

    /// <summary>The waivers are taken back.</summary>
    Unwaive,

    /// <summary>The line is stopped.</summary>
    Stop,

    /// <summary>The line runs again.</summary>
    Lift,

    /// <summary>Another version holds the stage, or none.</summary>
    Holder,

    /// <summary>The version goes to another stage.</summary>
    Move,

    /// <summary>The version's bytes do not match their digest any more.</summary>
    Quarantine,

    /// <summary>Time passes.</summary>
    Forward,

    /// <summary>The clock is set back.</summary>
    Backward,

    /// <summary>Somebody calls it off.</summary>
    Cancel,

    /// <summary>All that it waits for comes: work, a report, two people's yes.</summary>
    Help,
}
