using Gradus.Core.Models;
using Gradus.Serving.Inputs;
using Gradus.Serving.Models;
using Gradus.Serving.Tensors;
using Gradus.Serving.Traffic;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Gradus.Serving.Capture;

/// <summary>Requests as rows: what they are called, what is the prediction, what is no table, and how much is kept.</summary>
public sealed class CapturedTableTests : IDisposable
{
    private const string Own = "prediction,gradus_version,gradus_time,gradus_request";
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _data = Directory.CreateTempSubdirectory("gradus-capture-").FullName;
    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly ServedModel _served = new(ModelUri.Parse("models:/odd/Production").Value);

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData("1%", 0.01)]
    [InlineData("0.25", 0.25)]
    [InlineData("100%", 1.0)]
    [InlineData("0", 0.0)]
    [InlineData("0.5%", 0.005)]
    public void A_share_is_a_percentage_or_a_fraction(string text, double share) =>
        CaptureOptions.ReadShare(text).ShouldBe(share);

    [Theory]
    [InlineData("101%")]
    [InlineData("2")]
    [InlineData("1")]
    [InlineData("-1%")]
    [InlineData("NaN")]
    [InlineData("%")]
    [InlineData("")]
    [InlineData("1 in 5")]
    public void What_is_no_share_is_none(string text) => CaptureOptions.ReadShare(text).ShouldBeNull();

    [Fact]
    public void A_label_is_the_prediction_before_numbers_and_scores()
    {
        Row([Floats("scores", 2, 0.2f, 0.8f), Longs("label", 1, 7)]).ShouldStartWith("1.5,7,");
        Row([Floats("scores", 2, 0.2f, 0.8f)]).ShouldStartWith("1.5,1,");
        Row([Floats("scores", 2, 0.2f, 0.8f) with { Keys = ["no", "yes"] }]).ShouldStartWith("1.5,yes,");
        Row([Floats("value", 1, 3.25f)]).ShouldStartWith("1.5,3.25,");
        Refusal([Longs("boxes", 2, 1, 2)]).ShouldBe("No output of the model is a prediction of one value a row.");
    }

    [Fact]
    public void Several_inputs_keep_their_names_and_what_is_missing_is_no_number()
    {
        var request = Request(
            [Floats("age", 1, float.NaN), Floats("place", 2, 1, 2), Text("name", "Doe, \"Jo\"")],
            [Longs("label", 1, 1)]
        );

        var lines = CapturedTable.Write(request).Value;
        lines.Heading.ShouldBe($"age,place_0,place_1,name,{Own}");
        lines.Rows.ShouldBe("NaN,1,2,\"Doe, \"\"Jo\"\"\",1,3,2026-03-01T12:00:00.000Z,\n");
    }

    [Fact]
    public void What_is_no_table_is_refused_with_its_reason()
    {
        Refusal([Longs("label", 1, 1, 2)]).ShouldBe("The model does not answer row by row.");
        CapturedTable
            .Write(Request([Floats("image", 2001, new float[2001])], [Longs("label", 1, 1)]))
            .Error!.Message.ShouldBe("A row has 2001 inputs; at most 2000 are captured.");
        CapturedTable
            .Write(Request([Floats("prediction", 1, 1)], [Longs("label", 1, 1)]))
            .Error!.Message.ShouldBe("Two columns would be called 'prediction'.");
    }

    [Fact]
    public void Every_hour_and_every_heading_has_a_file_and_the_oldest_goes_when_there_is_too_much()
    {
        var folder = Folder(new CaptureOptions(1, Days: 30, Bytes: 1600));
        folder.Append(Lines("a,b", "1,2\n"));
        folder.Append(Lines("a,b", "3,4\n"));
        folder.Append(Lines("a,c", "5,6\n"));
        _clock.Advance(TimeSpan.FromHours(1));
        folder.Append(Lines("a,c", "7,8\n"));
        Contents(folder).ShouldBe(["a,b\n1,2\n3,4\n", "a,c\n5,6\n", "a,c\n7,8\n"]);

        var much = string.Concat(Enumerable.Repeat("1,2\n", 100));
        for (var i = 0; i < 6; i++)
        {
            folder.Append(Lines("a,c", much));
        }

        folder.Sweep();
        folder.Files().Sum(file => file.Length).ShouldBeInRange(401, 1600 + 404);
        Contents(folder).ShouldAllBe(content => content.StartsWith("a,c\n"));
    }

    [Fact]
    public void Another_run_does_not_write_into_the_files_of_the_last_one()
    {
        Folder(new CaptureOptions(1)).Append(Lines("a", "1\n"));
        Folder(new CaptureOptions(1)).Append(Lines("a", "2\n"));

        Contents(Folder(new CaptureOptions(1))).ShouldBe(["a\n1\n", "a\n2\n"]);
    }

    [Fact]
    public void What_comes_faster_than_it_can_be_written_is_counted_and_not_waited_for()
    {
        var captures = new Captures(new CaptureOptions(1), _clock);
        var prediction = Request([Floats("x", 1, 1)], [Longs("label", 1, 1)]).Prediction;
        for (var i = 0; i < 1_000; i++)
        {
            captures.Offer(_served, new DefaultHttpContext().Request, null, prediction);
        }

        var waiting = 0;
        while (captures.TryRead(out _))
        {
            waiting++;
        }

        waiting.ShouldBe(512);
        captures.CountOf(_served).Dropped.ShouldBe(1_000 - 512);
    }

    private static CapturedTable.Lines Lines(string heading, string rows) => new(heading, rows, "p2");

    private CaptureFolder Folder(CaptureOptions options) => CaptureFolder.Of(_data, _served.Uri, options, _clock);

    private static IEnumerable<string> Contents(CaptureFolder folder) =>
        folder.Files().Select(file => File.ReadAllText(file.FullName));

    private string Row(IReadOnlyList<Tensor> outputs) =>
        CapturedTable.Write(Request([Floats("x", 1, 1.5f)], outputs)).Value.Rows;

    private string Refusal(IReadOnlyList<Tensor> outputs) =>
        CapturedTable.Write(Request([Floats("x", 1, 1.5f)], outputs)).Error!.Message;

    private CapturedRequest Request(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs)
    {
        var form = new ModelForm([], []);
        var asked = new ModelInputs(inputs, (int)inputs[0].Shape[0]);
        var version = new ServedVersion(
            new VersionKey(3, "sha256:00"),
            null!,
            new InputBinding(form, null),
            Noon,
            new TrafficCount(_clock, null)
        );
        return new CapturedRequest(_served, Noon, "", null, true, asked, new Prediction(version, asked, outputs));
    }

    private static Tensor Floats(string name, int width, params float[] values) =>
        new(
            name,
            ElementType.Float32,
            width == 1 ? [values.Length] : [values.Length / width, width],
            values.SelectMany(BitConverter.GetBytes).ToArray(),
            default
        );

    private static Tensor Longs(string name, int width, params long[] values) =>
        new(
            name,
            ElementType.Int64,
            width == 1 ? [values.Length] : [values.Length / width, width],
            values.SelectMany(BitConverter.GetBytes).ToArray(),
            default
        );

    private static Tensor Text(string name, params string[] values) =>
        new(name, ElementType.Text, [values.Length], default, values);
}
