using Gradus.Core.Errors;
using Gradus.Evaluation.Datasets;
using Microsoft.ML.OnnxRuntime;

namespace Gradus.Evaluation.Onnx;

/// <summary>A model whose inputs and outputs are matched to a data set's features and classes.</summary>
internal sealed class Classifier
{
    private readonly OnnxModel _model;
    private readonly CsvDataset _dataset;
    private readonly InputBinding _input;
    private readonly OutputBinding _output;
    private readonly ClassTable _classes;
    private int[]? _scoredClasses;
    private bool _hasRun;

    private Classifier(
        OnnxModel model,
        CsvDataset dataset,
        ClassTable classes,
        InputBinding input,
        OutputBinding output
    )
    {
        _model = model;
        _dataset = dataset;
        _classes = classes;
        _input = input;
        _output = output;
    }

    /// <summary>Matches a model to a data set, or says in one sentence why it cannot take it.</summary>
    public static Result<Classifier> Bind(OnnxModel model, CsvDataset dataset, ClassTable classes) =>
        InputBinding
            .Bind(model, dataset)
            .Then<Classifier>(input =>
                input.BatchSize is null or 1
                    ? OutputBinding
                        .Bind(model, dataset, classes)
                        .Map(output => new Classifier(model, dataset, classes, input, output))
                    : Error.Invalid($"input '{input.Names[0]}' takes exactly {input.BatchSize} examples at a time")
            );

    /// <summary>How many examples the model takes at once; null if it is free.</summary>
    public int? BatchSize => _input.BatchSize;

    /// <summary>
    /// Predicts a batch. A refusal means that only running the model showed that it does not fit the data set.
    /// </summary>
    /// <exception cref="ModelException">The model breaks while it runs.</exception>
    public Result<Predictions> Predict(Batch batch, CancellationToken ct)
    {
        var inputs = _input.Feed(batch);
        try
        {
            using var outputs = _model.Run(_input.Names, inputs, _output.Names, ct);
            _hasRun = true;
            return Read(outputs, batch.Count);
        }
        catch (OnnxRuntimeException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (OnnxRuntimeException e) when (_input.IsWidthFree && !_hasRun)
        {
            return Error.Invalid(
                $"input '{_input.Names[0]}' does not say how many features it takes, and the model fails on the {batch.Width} of data set '{_dataset.Name}': {RuntimeMessage.Of(e)}"
            );
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException($"The model failed while it ran: {RuntimeMessage.Of(e)}", e);
        }
        finally
        {
            foreach (var input in inputs)
            {
                input.Dispose();
            }
        }
    }

    private Result<Predictions> Read(IReadOnlyList<OrtValue> outputs, int examples)
    {
        var (labels, given) = _output.Read(outputs, _classes);
        if (given is null)
        {
            return Check(new Predictions(labels ?? [], [], []), examples);
        }

        var scores = given.WithBothClasses();
        _scoredClasses ??= ScoredClasses.Resolve(scores, _classes);
        if (_scoredClasses.Length == 0 && labels is null)
        {
            return Error.Invalid(
                $"output '{_output.Names[^1]}' gives {given.Columns} scores; data set '{_dataset.Name}' has {_classes.Count} classes"
            );
        }

        labels ??= Greatest(scores, _scoredClasses);
        return Check(new Predictions(labels, scores.WithComplement().Values, _scoredClasses), examples);
    }

    private static int[] Greatest(ScoreTable scores, int[] classes)
    {
        var result = new int[scores.Values.Length / scores.Columns];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = classes[IndexOfGreatest(scores.Values.AsSpan(i * scores.Columns, scores.Columns))];
        }

        return result;
    }

    // The first of equals, as numpy's argmax; NaN is never the greatest.
    private static int IndexOfGreatest(ReadOnlySpan<float> scores)
    {
        var greatest = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[greatest] || float.IsNaN(scores[greatest]))
            {
                greatest = i;
            }
        }

        return greatest;
    }

    private static Predictions Check(Predictions predictions, int examples) =>
        predictions.Classes.Length == examples
        && (!predictions.HasScores || predictions.Scores.Length == examples * predictions.ScoredClasses.Length)
            ? predictions
            : throw new ModelException($"The model gave {predictions.Classes.Length} answers for {examples} examples.");
}
