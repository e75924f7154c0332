using Gradus.Core.Errors;
using Gradus.Evaluation.Answers;
using Gradus.Evaluation.Datasets;
using Microsoft.ML.OnnxRuntime;

namespace Gradus.Evaluation.Onnx;

/// <summary>An ONNX model whose inputs are matched to a data set's features, and whose outputs to what is asked of them.</summary>
internal sealed class OnnxScorer : IScorer
{
    private readonly OnnxModel _model;
    private readonly string _dataset;
    private readonly InputBinding _input;
    private readonly IOutputs _outputs;
    private bool _hasRun;

    private OnnxScorer(OnnxModel model, string dataset, InputBinding input, IOutputs outputs) =>
        (_model, _dataset, _input, _outputs) = (model, dataset, input, outputs);

    /// <summary>Matches a model to a data set, or says in one sentence why it cannot take it.</summary>
    public static Result<OnnxScorer> Bind(OnnxModel model, LabelledTable dataset, Func<Result<IOutputs>> bindOutputs) =>
        InputBinding
            .Bind(model, dataset)
            .Then<OnnxScorer>(input =>
                input.BatchSize is null or 1
                    ? bindOutputs().Map(outputs => new OnnxScorer(model, dataset.Name, input, outputs))
                    : Error.Invalid($"input '{input.Names[0]}' takes exactly {input.BatchSize} examples at a time")
            );

    /// <inheritdoc/>
    public int? BatchSize => _input.BatchSize;

    /// <inheritdoc/>
    public string Runtime => OnnxModel.Runtime;

    /// <inheritdoc/>
    public Result<Answer> Ask(Batch batch, CancellationToken ct)
    {
        var inputs = _input.Feed(batch);
        try
        {
            using var outputs = _model.Run(_input.Names, inputs, _outputs.Names, ct);
            _hasRun = true;
            return _outputs.Read(outputs);
        }
        catch (OnnxRuntimeException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (OnnxRuntimeException e) when (_input.IsWidthFree && !_hasRun)
        {
            return Error.Invalid(
                $"input '{_input.Names[0]}' does not say how many features it takes, and the model fails on the {batch.Width} of data set '{_dataset}': {RuntimeMessage.Of(e)}"
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
}
