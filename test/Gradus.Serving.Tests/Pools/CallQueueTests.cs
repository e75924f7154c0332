using System.Diagnostics;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Pools;

/// <summary>What goes into a batch, and how long it waits.</summary>
public sealed class CallQueueTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public void What_waits_and_goes_together_goes_in_together_up_to_the_bound()
    {
        var queue = Queue(maxBatch: 4);
        Call[] calls = [Of(1), Of(2), Of(2), Of(1)];
        Add(queue, calls);

        queue.Take(() => false).ShouldBe(calls[..2]);
        queue.Take(() => false).ShouldBe(calls[2..]);
    }

    [Fact]
    public void A_request_that_is_larger_than_a_batch_goes_in_by_itself()
    {
        var queue = Queue(maxBatch: 4);
        Call[] calls = [Of(9), Of(1)];
        Add(queue, calls);

        queue.Take(() => false).ShouldBe([calls[0]]);
    }

    [Fact]
    public void Examples_of_another_width_wait_for_the_next_batch()
    {
        var queue = Queue(maxBatch: 4);
        Call[] calls = [Of(1, width: 2), Of(1, width: 3), Of(1, width: 2)];
        Add(queue, calls);

        queue.Take(() => false).ShouldBe([calls[0]]);
        queue.Take(() => false).ShouldBe([calls[1]]);
        queue.Take(() => false).ShouldBe([calls[2]]);
    }

    [Fact]
    public void A_model_that_takes_no_batches_gets_one_request_at_a_time()
    {
        var queue = new CallQueue(new PoolOptions(), isBatchable: false);
        Add(queue, Of(1), Of(1));

        queue.Take(() => false)!.Count.ShouldBe(1);
    }

    [Fact]
    public void A_request_that_a_process_died_over_goes_in_alone_and_first()
    {
        var queue = Queue(maxBatch: 4);
        Call[] calls = [Of(1), Of(1)];
        Add(queue, calls);
        var suspect = Of(1);
        suspect.NoteDeath();
        queue.PutBack(suspect);

        queue.Take(() => false).ShouldBe([suspect]);
        queue.Take(() => false).ShouldBe(calls);
    }

    [Fact]
    public void Nobody_is_waited_for_if_nobody_is_coming()
    {
        var queue = Queue(maxBatch: 4, maxWait: Long);
        Add(queue, Of(1));
        var began = Stopwatch.GetTimestamp();

        queue.Take(() => false)!.Count.ShouldBe(1);

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Long);
    }

    [Fact]
    public async Task A_batch_waits_for_a_request_that_is_being_read()
    {
        var queue = Queue(maxBatch: 2, maxWait: Long);
        var arrival = queue.Expect();
        Call[] calls = [Of(1), Of(1)];
        Add(queue, calls[0]);
        var taken = Task.Run(() => queue.Take(() => false), TestContext.Current.CancellationToken);
        while (queue.Count > 0)
        {
            await Task.Yield();
        }

        Add(queue, calls[1]);
        arrival.Dispose();

        (await taken).ShouldBe(calls);
    }

    [Fact]
    public void The_wait_is_bounded()
    {
        var queue = Queue(maxBatch: 2, maxWait: TimeSpan.FromMilliseconds(20));
        using var arrival = queue.Expect();
        Add(queue, Of(1));

        queue.Take(() => false)!.Count.ShouldBe(1);
    }

    [Fact]
    public void A_full_queue_takes_no_more_until_one_is_taken()
    {
        var queue = new CallQueue(new PoolOptions { QueueLimit = 1 }, isBatchable: true);
        Add(queue, Of(1));

        queue.Add(Of(1)).ShouldBe(Queued.Full);
        queue.Take(() => false);
        queue.Add(Of(1)).ShouldBe(Queued.Waiting);
    }

    [Fact]
    public void Who_does_not_wait_any_more_is_left_out()
    {
        var queue = Queue(maxBatch: 4);
        Call[] calls = [Of(1), Of(1), Of(1)];
        Add(queue, calls);
        calls[0].Abandon();
        calls[1].Abandon();

        queue.Take(() => false).ShouldBe([calls[2]]);
    }

    [Fact]
    public void A_closed_queue_hands_out_what_waits_and_then_says_that_it_is_over()
    {
        var queue = Queue(maxBatch: 4);
        Add(queue, Of(1));

        queue.Close();

        queue.Add(Of(1)).ShouldBe(Queued.Closed);
        queue.WaitForEnd(TimeSpan.Zero).ShouldBeFalse();
        queue.Take(() => false)!.Count.ShouldBe(1);
        queue.Take(() => false).ShouldBeNull();
        queue.WaitForEnd(Long).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_waits_for_a_batch_can_be_called_away()
    {
        var queue = Queue(maxBatch: 4);
        var isCalled = false;
        var taken = Task.Run(
            () => queue.Take(() => Volatile.Read(ref isCalled)),
            TestContext.Current.CancellationToken
        );

        Volatile.Write(ref isCalled, true);
        queue.Wake();

        (await taken)!.ShouldBeEmpty();
    }

    private static CallQueue Queue(int maxBatch, TimeSpan? maxWait = null) =>
        new(new PoolOptions { MaxBatch = maxBatch, MaxWait = maxWait ?? TimeSpan.Zero }, isBatchable: true);

    private static Call Of(int rows, int width = 2) =>
        new([new Tensor("x", ElementType.UInt8, [rows, width], new byte[rows * width], default)], rows);

    private static void Add(CallQueue queue, params Call[] calls)
    {
        foreach (var call in calls)
        {
            queue.Add(call).ShouldBe(Queued.Waiting);
        }
    }
}
