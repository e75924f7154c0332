using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;

namespace Gradus.Crash.Tests;

/// <summary>The checks see what they are there to see.</summary>
public sealed class InvariantsTests
{
    [Fact]
    public void A_sound_registry_has_no_violations() => Check(Sound()).ShouldBeEmpty();

    [Fact]
    public void A_lost_version_is_seen()
    {
        var sound = Sound();
        Check(sound with { Versions = Without(sound, 2), History = [.. sound.History.Where(t => t.Version != 2)] })
            .ShouldContain(violation => violation.Contains("op-2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_lost_move_is_seen()
    {
        var sound = Sound();
        Check(sound with { History = [.. sound.History.Where(t => t.Reason != "op-3")] })
            .ShouldContain(violation => violation.Contains("op-3", StringComparison.Ordinal));
    }

    [Fact]
    public void A_state_without_its_history_is_seen()
    {
        var sound = Sound();
        var torn = new Dictionary<(string, int), VersionDto>(sound.Versions) { [("alpha", 2)] = Version(2, "Staging") };
        Check(sound with { Versions = torn })
            .ShouldContain(violation => violation.Contains("its history ends in None", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_holders_are_seen()
    {
        var sound = Sound();
        var both = new Dictionary<(string, int), VersionDto>(sound.Versions)
        {
            [("alpha", 2)] = Version(2, "Production"),
        };
        Check(sound with { Versions = both })
            .ShouldContain(violation => violation.Contains("is held by 1, 2", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_made_room_for_nobody_is_seen()
    {
        var sound = Sound();
        var displaced = Move(9, 1, "Production", "Archived", "Displaced by version 2.") with { DisplacedBy = 2 };
        Check(sound with { History = [.. sound.History, displaced] })
            .ShouldContain(violation => violation.Contains("made room for 2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_number_that_was_skipped_is_seen()
    {
        var sound = Sound();
        var gap = new Dictionary<(string, int), VersionDto>(sound.Versions) { [("alpha", 4)] = Version(4, "None") };
        Check(sound with { Versions = gap })
            .ShouldContain(violation => violation.Contains("the highest is 4", StringComparison.Ordinal));
    }

    [Fact]
    public void An_operation_carried_out_twice_is_seen()
    {
        var sound = Sound();
        var again = sound.History.Single(t => t.Reason == "op-3") with { Id = 9 };
        Check(sound with { History = [.. sound.History, again] })
            .ShouldContain(violation => violation.Contains("carried out 2 times", StringComparison.Ordinal));
    }

    [Fact]
    public void A_tag_that_fell_back_is_seen()
    {
        var sound = Sound();
        Check(sound with { Tags = new Dictionary<(string, string), string> { [("alpha", "client-0")] = "4" } })
            .ShouldContain(violation => violation.Contains("acknowledged was 5", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Check(Registry registry)
    {
        var acknowledged = new Acknowledged();
        acknowledged.Versions["op-1"] = ("alpha", 1);
        acknowledged.Versions["op-2"] = ("alpha", 2);
        acknowledged.Moves["op-3"] = ("alpha", 1, "Production");
        acknowledged.Tags[("alpha", "client-0")] = 5;
        return Invariants.Violations(registry, acknowledged);
    }

    private static Registry Sound() =>
        new(
            new Dictionary<(string, int), VersionDto>
            {
                [("alpha", 1)] = Version(1, "Production"),
                [("alpha", 2)] = Version(2, "None"),
            },
            [Move(1, 1, null, "None", ""), Move(2, 2, null, "None", ""), Move(3, 1, "None", "Production", "op-3")],
            new Dictionary<(string, string), string> { [("alpha", "client-0")] = "5" }
        );

    private static Dictionary<(string, int), VersionDto> Without(Registry registry, int version) =>
        registry.Versions.Where(pair => pair.Key.Version != version).ToDictionary(pair => pair.Key, pair => pair.Value);

    private static VersionDto Version(int number, string stage) =>
        new("alpha", number, stage, "ready", null, "", $"s3://bucket/op-{number}", null, null, null, "t", 0, 0, [], []);

    private static TransitionDto Move(long id, int version, string? from, string to, string reason) =>
        new(id, "alpha", version, from, to, 0, "t", reason, "r", null, null, "move");
}
