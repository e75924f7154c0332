namespace Gradus.Worker.Hosting;

public sealed class BackoffTests
{
    [Fact]
    public void Waits_double_up_to_the_cap()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
        int[] whole = [100, 200, 400, 800, 1000, 1000];

        foreach (var milliseconds in whole)
        {
            backoff.Next().TotalMilliseconds.ShouldBeInRange(milliseconds / 2.0, milliseconds);
        }

        backoff.Failures.ShouldBe(6);
    }

    [Fact]
    public void A_success_starts_from_the_beginning()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
        backoff.Next();
        backoff.Next();

        backoff.Reset();

        backoff.Failures.ShouldBe(0);
        backoff.Next().TotalMilliseconds.ShouldBeInRange(50, 100);
    }

    [Fact]
    public void A_thousand_failures_still_wait_no_longer_than_the_cap()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
        for (var i = 0; i < 1000; i++)
        {
            backoff.Next().ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(1));
        }
    }
}
