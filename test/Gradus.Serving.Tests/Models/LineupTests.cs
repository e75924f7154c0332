using Gradus.Serving.Traffic;
using Microsoft.Extensions.Time.Testing;

namespace Gradus.Serving.Models;

/// <summary>Who answers, by what is meant and what is loaded.</summary>
public sealed class LineupTests
{
    private static readonly SplitStep Step = new("s1", 0.5, IsMirror: false);
    private static readonly SplitStep Shadow = new("s0", 0, IsMirror: true);

    private readonly FakeTimeProvider _clock = new();
    private readonly Dictionary<VersionKey, ServedVersion> _loaded = [];

    [Fact]
    public void Who_is_loaded_answers_and_a_candidate_stands_beside_who_is_meant_only()
    {
        Load(2);
        var alone = Toward(Lineup.Nobody, 1, 2, Step);
        alone.ShouldBe(Lineup.Nobody);

        Load(9);
        var other = Toward(Lineup.Nobody, 9);
        Toward(other, 1, 2, Step).ShouldBe(other);

        Load(1);
        var split = Toward(other, 1, 2, Step);
        split.Current!.Number.ShouldBe(1);
        split.Split!.Candidate.Number.ShouldBe(2);
        Toward(split, 1, 2, Step).ShouldBe(split);
    }

    [Fact]
    public void Counts_begin_anew_with_every_step_and_with_taking_over()
    {
        Load(1);
        Load(2);
        var first = Toward(Lineup.Nobody, 1, 2, Shadow);
        Count(first);

        var second = Toward(first, 1, 2, Step);
        Requests(second).ShouldBe([0, 0]);
        Count(second);

        var third = Toward(second, 2);
        third.Split.ShouldBeNull();
        third.Current!.Number.ShouldBe(2);
        Requests(third).ShouldBe([0]);
        Requests(first).ShouldBe([1, 1]);
    }

    [Fact]
    public void In_a_shadow_the_incumbent_answers_and_a_version_that_is_asked_for_does()
    {
        Load(1);
        Load(2);
        var shadow = Toward(Lineup.Nobody, 1, 2, Shadow with { Share = 1 });

        shadow.Choose(new Caller(_ => null, 0))!.Number.ShouldBe(1);
        shadow.Choose(new Caller(_ => null, 0, "2"))!.Number.ShouldBe(2);
        shadow.Choose(new Caller(_ => null, 0, "3")).ShouldBeNull();
    }

    [Fact]
    public void Luck_decides_where_the_header_is_not_there()
    {
        Load(1);
        Load(2);
        var split = Toward(Lineup.Nobody, 1, 2, Step with { KeyHeader = "X-User" });

        split.Choose(new Caller(_ => null, 0.49))!.Number.ShouldBe(2);
        split.Choose(new Caller(_ => "", 0.5))!.Number.ShouldBe(1);
        var place = Split.PlaceOf("somebody", split.Split!.Candidate.Digest);
        split.Choose(new Caller(_ => "somebody", 0.49))!.Number.ShouldBe(place < 0.5 ? 2 : 1);
        split.Choose(new Caller(_ => "somebody", 0.5))!.Number.ShouldBe(place < 0.5 ? 2 : 1);
    }

    private void Load(int number) =>
        _loaded[Key(number)] = new ServedVersion(
            Key(number),
            Pool: null!,
            Binding: null!,
            _clock.GetUtcNow(),
            new TrafficCount(_clock, null)
        );

    private Lineup Toward(Lineup now, int answering, int? candidate = null, SplitStep? step = null) =>
        now.Toward(
            Key(answering),
            candidate is { } number ? Key(number) : null,
            step,
            key => _loaded.GetValueOrDefault(key),
            _clock
        );

    private static void Count(Lineup lineup)
    {
        foreach (var version in lineup.Versions)
        {
            version.Count.NoteFailure();
        }
    }

    private static long[] Requests(Lineup lineup) =>
        [.. lineup.Versions.Select(version => version.Count.Read().Requests)];

    private static VersionKey Key(int number) => new(number, $"sha256:{number}");
}
