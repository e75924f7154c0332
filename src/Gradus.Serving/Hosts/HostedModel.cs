using System.Buffers;
using System.Globalization;
using Gradus.Evaluation;
using Gradus.Evaluation.Onnx;
using Gradus.Serving.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Tensor = Gradus.Serving.Tensors.Tensor;

namespace Gradus.Serving.Hosts;

/// <summary>A model in ONNX Runtime that takes and gives this program's tensors.</summary>
internal sealed class HostedModel : IDisposable
{
    private readonly OnnxModel _model;
    private readonly IReadOnlyList<string> _outputs;

    private HostedModel(OnnxModel model, ModelForm form)
    {
        _model = model;
        _outputs = [.. form.Outputs.Select(output => output.Name)];
        Form = form;
    }

    /// <summary>Loads a file.</summary>
    /// <param name="path">The file; external weights are found beside it.</param>
    /// <param name="threads">How many threads may work on one operator.</param>
    /// <exception cref="ModelException">It cannot be loaded, or takes or gives what cannot be served.</exception>
    public static HostedModel Load(string path, int threads)
    {
        var model = OnnxModel.Load(path, threads);
        try
        {
            return new HostedModel(model, OnnxForm.Of(model));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>What it takes and gives.</summary>
    public ModelForm Form { get; }

    /// <summary>
    /// Runs it once on zeros, so that what it does only once is done. A model may refuse zeros; the first request tells.
    /// </summary>
    public void WarmUp()
    {
        try
        {
            Run([.. Form.Inputs.Select(Zeros)]);
        }
        catch (OnnxRuntimeException)
        {
            // Only a run on what it was made for can tell.
        }
    }

    /// <summary>Runs the model.</summary>
    /// <exception cref="OnnxRuntimeException">The model refuses the inputs or breaks.</exception>
    public IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs)
    {
        var pins = new List<MemoryHandle>();
        var values = new List<OrtValue>();
        try
        {
            foreach (var input in inputs)
            {
                values.Add(ToValue(input, pins));
            }

            using var outputs = _model.Run(
                [.. inputs.Select(input => input.Name)],
                values,
                [.. _outputs],
                CancellationToken.None
            );
            return [.. outputs.Zip(_outputs, ToTensor).ToList()];
        }
        finally
        {
            values.ForEach(value => value.Dispose());
            pins.ForEach(pin => pin.Dispose());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private static Tensor Zeros(TensorSpec input)
    {
        long[] shape = [.. input.Shape.Select(size => size ?? 1)];
        var count = (int)Tensor.Count(shape);
        var texts = input.Type is ElementType.Text ? Enumerable.Repeat("", count).ToArray() : [];
        return new Tensor(input.Name, input.Type, shape, new byte[count * input.Type.Size()], texts);
    }

    private static unsafe OrtValue ToValue(Tensor tensor, List<MemoryHandle> pins)
    {
        if (tensor.Type is ElementType.Text)
        {
            var texts = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, tensor.Shape);
            for (var i = 0; i < tensor.Texts.Length; i++)
            {
                texts.StringTensorSetElementAt(tensor.Texts.Span[i], i);
            }

            return texts;
        }

        var pin = tensor.Data.Pin();
        pins.Add(pin);
        return OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance,
            OnnxForm.TypeOf(tensor.Type),
            tensor.Shape,
            (nint)pin.Pointer,
            tensor.Data.Length
        );
    }

    private static Tensor ToTensor(OrtValue value, string name)
    {
        if (!value.IsTensor)
        {
            return ToTable(value, name);
        }

        var form = value.GetTensorTypeAndShape();
        return form.ElementDataType == TensorElementType.String
            ? new Tensor(name, ElementType.Text, form.Shape, default, value.GetStringTensorAsArray())
            : new Tensor(
                name,
                OnnxForm.TypeOf(form.ElementDataType)!.Value,
                form.Shape,
                value.GetTensorMutableRawData().ToArray(),
                default
            );
    }

    // The runtime's maps are ordered by key, so every example's columns are in the same order.
    private static Tensor ToTable(OrtValue sequence, string name)
    {
        var allocator = OrtAllocator.DefaultInstance;
        var rows = sequence.GetValueCount();
        string[] keys = [];
        using var data = new MemoryStream();
        for (var row = 0; row < rows; row++)
        {
            using var map = sequence.GetValue(row, allocator);
            using var rowKeys = map.GetValue(0, allocator);
            using var values = map.GetValue(1, allocator);
            keys = row == 0 ? ReadKeys(rowKeys) : keys;
            data.Write(values.GetTensorMutableRawData());
        }

        return new Tensor(name, ElementType.Float32, [rows, keys.Length], data.ToArray(), default, keys);
    }

    private static string[] ReadKeys(OrtValue keys) =>
        keys.GetTensorTypeAndShape().ElementDataType == TensorElementType.String
            ? keys.GetStringTensorAsArray()
            : [.. keys.GetTensorDataAsSpan<long>().ToArray().Select(key => key.ToString(CultureInfo.InvariantCulture))];
}
