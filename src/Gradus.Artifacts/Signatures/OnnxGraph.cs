using Gradus.Core.Artifacts;

namespace Gradus.Artifacts.Signatures;

/// <summary>What one pass over an ONNX file collects: the graph's inputs, outputs, and the names of its weights.</summary>
internal sealed class OnnxGraph
{
    private readonly WireReader _reader;
    private readonly HashSet<string> _weights = new(StringComparer.Ordinal);
    private readonly List<SignatureField> _inputs = [];
    private readonly List<SignatureField> _outputs = [];
    private bool _isThere;

    private OnnxGraph(WireReader reader) => _reader = reader;

    /// <summary>Reads a ModelProto to its end.</summary>
    /// <exception cref="UnreadableOnnxException">It is not one, or has no graph with outputs.</exception>
    public static Signature ReadSignature(WireReader reader)
    {
        var graph = new OnnxGraph(reader);
        reader.WalkAll(tag => tag == OnnxTag.ModelGraph && graph.Take());
        return graph.ToSignature();
    }

    private bool Take()
    {
        _isThere = true;
        return _reader.Walk(tag =>
        {
            switch (tag)
            {
                case OnnxTag.GraphInitializer:
                    return TakeWeight();
                case OnnxTag.GraphSparseInitializer:
                    return _reader.Walk(inner => inner == OnnxTag.SparseTensorValues && TakeWeight());
                case OnnxTag.GraphInput:
                    _inputs.Add(ReadValue());
                    return true;
                case OnnxTag.GraphOutput:
                    _outputs.Add(ReadValue());
                    return true;
                default:
                    return false;
            }
        });
    }

    private bool TakeWeight() =>
        _reader.Walk(tag =>
        {
            if (tag != OnnxTag.TensorName)
            {
                return false;
            }

            _weights.Add(_reader.ReadName());
            return true;
        });

    private SignatureField ReadValue()
    {
        _reader.CountKept();
        var (name, type) = ("", OnnxType.Unknown);
        _reader.Walk(tag =>
        {
            switch (tag)
            {
                case OnnxTag.ValueName:
                    name = _reader.ReadName();
                    return true;
                case OnnxTag.ValueType:
                    type = OnnxType.Read(_reader);
                    return true;
                default:
                    return false;
            }
        });
        return new SignatureField(name, type.Name, type.Shape);
    }

    // Files of an old IR version list every weight among the inputs too; those are not the caller's to give.
    private Signature ToSignature()
    {
        if (_outputs.Count == 0)
        {
            throw new UnreadableOnnxException(_isThere ? "its graph has no outputs" : "it holds no graph");
        }

        var inputs = _inputs.Where(input => !_weights.Contains(input.Name)).ToList();
        return new Signature(Distinct(inputs, "inputs"), Distinct(_outputs, "outputs"));
    }

    private static List<SignatureField> Distinct(List<SignatureField> fields, string what) =>
        fields.DistinctBy(field => field.Name, StringComparer.Ordinal).Count() == fields.Count
            ? fields
            : throw new UnreadableOnnxException($"two of its {what} have the same name");
}
