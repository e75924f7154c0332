namespace Gradus.Serving.Models;

/// <summary>Where keys lie between 0 and 1.</summary>
public sealed class SplitPlaceTests
{
    [Fact]
    public void A_key_lies_always_at_the_same_place_and_elsewhere_for_another_candidate()
    {
        Split.PlaceOf("user-1", "sha256:a").ShouldBe(Split.PlaceOf("user-1", "sha256:a"));
        Split.PlaceOf("user-1", "sha256:a").ShouldNotBe(Split.PlaceOf("user-1", "sha256:b"));
    }

    [Fact]
    public void Keys_are_spread_evenly()
    {
        var places = Enumerable.Range(0, 10_000).Select(i => Split.PlaceOf($"user-{i}", "sha256:a")).ToList();

        places.ShouldAllBe(place => place >= 0 && place < 1);
        foreach (var part in places.GroupBy(place => (int)(place * 10)))
        {
            part.Count().ShouldBeInRange(850, 1150);
        }
    }
}
