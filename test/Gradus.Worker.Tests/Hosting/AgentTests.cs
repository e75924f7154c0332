using Gradus.Core.Artifacts;

namespace Gradus.Worker.Hosting;

/// <summary>An agent against a server over HTTP, with real measuring processes.</summary>
public sealed class AgentTests : IAsyncLifetime
{
    private readonly TempFolder _cache = new();
    private FakeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _cache.Dispose();
    }

    [Fact]
    public async Task A_good_model_is_measured()
    {
        await using var agent = Start();
        var work = _server.Offer(TestModels.Good());

        var (id, outcome) = await _server.NextOutcomeAsync();

        id.ShouldBe(work);
        outcome.Outcome.ShouldBe("measured", outcome.Reason);
        outcome.Reason.ShouldBeNull();
        outcome.Worker.ShouldBe("tester");
        var measurement = outcome.Measurement.ShouldNotBeNull();
        measurement.Examples.ShouldBe(5);
        measurement.Metrics["accuracy"].ShouldBe(0.8);
        measurement.Metrics["latency_p50_ms"].ShouldBeGreaterThan(0);
        measurement.Code.ShouldStartWith("Gradus.Evaluation ");
        measurement.Runtime.ShouldStartWith("ONNX Runtime ");
        measurement.FinishedAt.ShouldBeGreaterThan(measurement.StartedAt);
    }

    [Fact]
    public async Task The_digests_reported_are_those_of_what_was_measured()
    {
        await using var agent = Start();
        var described = _server.Describe([("model.onnx", TestModels.Good())], TestModels.Csv);
        _server.Offer(described);

        var (_, outcome) = await _server.NextOutcomeAsync();

        outcome.Measurement!.ArtifactDigest.ShouldBe(described.Artifact.Digest);
        outcome.Measurement.DatasetDigest.ShouldBe(described.Dataset!.Digest);
    }

    [Fact]
    public async Task A_sample_model_is_measured_as_in_its_own_process()
    {
        await using var agent = Start();
        var model = await File.ReadAllBytesAsync(
            Gradus.Evaluation.Samples.Path("digits", "v3-forest.onnx"),
            TestContext.Current.CancellationToken
        );
        var csv = await File.ReadAllTextAsync(
            Gradus.Evaluation.Samples.Path("digits", "test.csv"),
            TestContext.Current.CancellationToken
        );
        var work = _server.Describe([("model/forest.onnx", model), ("MLmodel", "flavors: {}"u8.ToArray())], csv);
        _server.Offer(work with { Dataset = work.Dataset! with { Ignore = ["digit"] } });

        var (_, outcome) = await _server.NextOutcomeAsync();

        outcome.Outcome.ShouldBe("measured", outcome.Reason);
        outcome.Measurement!.Metrics["accuracy"].ShouldBe(878.0 / 899);
        outcome.Measurement.Metrics["f1"].ShouldBe(double.NaN);
    }

    [Fact]
    public async Task A_model_that_does_not_fit_is_incompatible()
    {
        await using var agent = Start();
        _server.Offer(TestModels.OfThreeFeatures());

        var (_, outcome) = await _server.NextOutcomeAsync();

        outcome.Outcome.ShouldBe("incompatible");
        outcome.Reason.ShouldBe("input 'features' takes 3 features; data set 'pairs' has 2");
        outcome.Measurement.ShouldBeNull();
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_an_error_and_the_next_model_is_measured()
    {
        await using var agent = Start();
        _server.Offer([1, 2, 3, 4, 5, 6, 7, 8]);

        await ShouldFailThenGoOnAsync("The model file could not be loaded: ");
    }

    [Fact]
    public async Task A_model_that_never_ends_is_ended_in_time_and_the_next_model_is_measured()
    {
        await using var agent = Start();
        var work = _server.Offer(TestModels.Endless(), timeoutSeconds: 4);

        await ShouldFailThenGoOnAsync("Evaluation was ended after 4 s without finishing.");

        _server.HeartbeatsOf(work).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_model_that_takes_ever_more_memory_is_ended_and_the_next_model_is_measured()
    {
        await using var agent = Start();
        _server.Offer(TestModels.Hoarding(), memoryBytes: 700_000_000);

        // Ended by the agent, or refused more by the kernel if that is faster.
        var reason = await ShouldFailThenGoOnAsync("Evaluation ");

        reason.ShouldContain("memory");
        reason.ShouldContain("700 MB");
    }

    // The kernel refuses 2 GB because of the limit that the process sets on itself: untouched, they would not be resident.
    [Theory]
    [InlineData(1L << 31)]
    [InlineData(1L << 38)]
    public async Task A_model_that_asks_for_too_much_memory_at_once_is_refused_it_and_the_next_model_is_measured(
        long bytes
    )
    {
        await using var agent = Start();
        _server.Offer(TestModels.Huge(bytes), memoryBytes: 700_000_000);

        await ShouldFailThenGoOnAsync("Evaluation needs more memory than the limit of 700 MB: ");
    }

    [Theory]
    [InlineData(
        "KILL",
        "The evaluating process was killed (signal 9), most likely because the machine ran out of memory."
    )]
    [InlineData("SYS", "The evaluating process died (signal 31).")]
    public async Task A_measuring_process_that_dies_is_an_error_and_the_next_model_is_measured(
        string signal,
        string reason
    )
    {
        await using var agent = Start();
        _server.Offer(TestModels.Endless());
        var process = await MeasuringProcess.WaitForAsync(_cache.FullName);

        MeasuringProcess.Signal(process, signal);

        await ShouldFailThenGoOnAsync(reason);
    }

    [Fact]
    public async Task A_lost_lease_ends_the_measuring_process_and_reports_nothing()
    {
        await using var agent = Start();
        var work = _server.Offer(TestModels.Endless());
        var process = await MeasuringProcess.WaitForAsync(_cache.FullName);

        _server.TakeAway(work);

        await Eventually.IsTrueAsync(
            () => !MeasuringProcess.Under(_cache.FullName).Contains(process),
            "it was ended",
            10
        );
        _server.Offer(TestModels.Good());
        (await _server.NextOutcomeAsync()).Outcome.Outcome.ShouldBe("measured");
        _server.HasOutcome.ShouldBeFalse();
    }

    [Fact]
    public async Task Other_bytes_than_were_asked_for_are_an_error()
    {
        await using var agent = Start();
        var good = TestModels.Good();
        byte[] other = [.. good];
        other[^1] ^= 1;
        var work = _server.Describe([("model.onnx", good)], TestModels.Csv);
        _server.Store(Digest.Of(good).Hex, other);
        _server.Offer(work);

        await ShouldFailAsync(
            $"File 'model.onnx' of the model is not to be had. The bytes that the server sent for {Digest.Of(good)} have the digest {Digest.Of(other)}."
        );

        // Nothing of it stays in the cache: the right bytes are asked for again.
        _server.Store(Digest.Of(good).Hex, good);
        await ShouldGoOnAsync();
    }

    [Fact]
    public async Task Too_few_bytes_are_an_error()
    {
        await using var agent = Start();
        var work = _server.Describe([("model.onnx", TestModels.Good())], TestModels.Csv);
        _server.Store(Digest.Parse(work.Dataset!.Digest).Value.Hex, [1, 2, 3]);
        _server.Offer(work);

        await ShouldFailAsync(
            $"Data set 'pairs' is not to be had. {work.Dataset!.Digest} should have {work.Dataset!.Size} bytes; the server sent 3."
        );
    }

    [Fact]
    public async Task A_blob_that_the_server_has_not_is_an_error()
    {
        await using var agent = Start();
        var work = _server.Describe([("model.onnx", TestModels.Good())], TestModels.Csv);
        var missing = Digest.Of([9, 9, 9]);
        _server.Offer(work with { Dataset = work.Dataset! with { Digest = missing.ToString() } });

        await ShouldFailAsync(
            $"Data set 'pairs' is not to be had. {missing} could not be fetched. The server answered 404: Artifact '{missing.Hex}' does not exist."
        );
    }

    [Theory]
    [InlineData("../escape.onnx")]
    [InlineData("/etc/escape.onnx")]
    [InlineData("a/../../escape.onnx")]
    [InlineData("a\\b.onnx")]
    public async Task A_path_that_leaves_the_folder_is_an_error(string path)
    {
        await using var agent = Start();
        var work = _server.Describe([("model.onnx", TestModels.Good())], TestModels.Csv);
        var file = work.Artifact.Files[0] with { Path = path };
        _server.Offer(work with { Artifact = work.Artifact with { Files = [file] } });

        await ShouldFailAsync($"The model's file path '{path}' is not a clean relative path.");
    }

    [Fact]
    public async Task Files_that_do_not_make_up_the_artifact_are_an_error()
    {
        await using var agent = Start();
        var work = _server.Describe([("model.onnx", TestModels.Good())], TestModels.Csv);
        var other = Digest.Of([1]).ToString();
        _server.Offer(work with { Artifact = work.Artifact with { Digest = other } });

        await ShouldFailAsync($"The model's files make up {work.Artifact.Digest}, not {other}.");
    }

    [Fact]
    public async Task An_artifact_without_an_ONNX_file_is_an_error()
    {
        await using var agent = Start();
        _server.Offer([("model.pkl", [1, 2, 3])], TestModels.Csv);

        await ShouldFailAsync("The artifact has no .onnx file to load.");
    }

    [Fact]
    public async Task External_weights_lie_beside_the_model()
    {
        await using var agent = Start();
        _server.Offer(
            [
                ("model/model.onnx", TestModels.WithExternalWeights("weights/w.bin")),
                ("model/weights/w.bin", TestModels.Weights()),
            ],
            TestModels.Csv
        );

        var (_, outcome) = await _server.NextOutcomeAsync();

        outcome.Outcome.ShouldBe("measured", outcome.Reason);
        outcome.Measurement!.Metrics["accuracy"].ShouldBe(0.8);
    }

    [Fact]
    public async Task External_weights_outside_the_artifact_are_not_read()
    {
        var outside = Path.Join(_cache.FullName, "w.bin");
        await File.WriteAllBytesAsync(outside, TestModels.Weights(), TestContext.Current.CancellationToken);
        await using var agent = Start();
        _server.Offer(TestModels.WithExternalWeights(outside));

        await ShouldFailThenGoOnAsync("The model file could not be loaded: ");
    }

    [Fact]
    public async Task A_row_that_is_no_number_names_row_and_column()
    {
        await using var agent = Start();
        _server.Offer([("model.onnx", TestModels.Good())], "a,b,label\n1,2,0\nx,2,1\n");

        await ShouldFailAsync("row 2, column 'a': 'x' is not a number");
    }

    [Fact]
    public async Task A_file_is_downloaded_once()
    {
        await using var agent = Start();
        _server.Offer(TestModels.Good());
        await ShouldGoOnAsync();

        _server.DownloadsOf(TestModels.Good()).ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_of_a_measurement_stays_but_the_cache()
    {
        await using (Start())
        {
            _server.Offer(TestModels.Good());
            await _server.NextOutcomeAsync();
        }

        Directory.GetFiles(Path.Join(_cache.FullName, "jobs"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.GetFiles(Path.Join(_cache.FullName, "tmp")).ShouldBeEmpty();
        Directory.GetFiles(Path.Join(_cache.FullName, "blobs")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task An_agent_waits_for_its_server_and_says_so_once()
    {
        var address = _server.Address;
        await _server.DisposeAsync();
        await using var agent = new RunningAgent(address, _cache.FullName);
        await Task.Delay(2000, TestContext.Current.CancellationToken);

        _server = await FakeServer.StartAsync(address.Port);
        _server.Offer(TestModels.Good());
        (await _server.NextOutcomeAsync()).Outcome.Outcome.ShouldBe("measured");

        agent.Logs.Lines.Count(line => line.StartsWith("Warning", StringComparison.Ordinal)).ShouldBe(1);
        agent.Logs.Lines.ShouldContain("Information: The server answers again.");
    }

    private RunningAgent Start() => new(_server.Address, _cache.FullName);

    private async Task<string> ShouldFailThenGoOnAsync(string reason)
    {
        var actual = await ShouldFailAsync(reason);
        await ShouldGoOnAsync();
        return actual;
    }

    private async Task<string> ShouldFailAsync(string reason)
    {
        var (_, outcome) = await _server.NextOutcomeAsync();
        outcome.Outcome.ShouldBe("error");
        outcome.Measurement.ShouldBeNull();
        outcome.Reason!.ShouldStartWith(reason);
        outcome.Reason!.ShouldNotContain(_cache.FullName);
        return outcome.Reason!;
    }

    private async Task ShouldGoOnAsync()
    {
        _server.Offer(TestModels.Good());
        var (_, outcome) = await _server.NextOutcomeAsync();
        outcome.Outcome.ShouldBe("measured", outcome.Reason);
    }
}
