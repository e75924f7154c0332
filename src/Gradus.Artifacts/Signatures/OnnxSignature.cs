using Google.Protobuf;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;

namespace Gradus.Artifacts.Signatures;

/// <summary>
/// Reads what a model takes and gives from an ONNX file, without loading the model. Weights and nodes are read past, never
/// held; memory stays within a few tens of megabytes whatever the bytes say.
/// </summary>
/// <remarks>Field numbers and types: onnx/onnx.proto of the ONNX project.</remarks>
public static class OnnxSignature
{
    /// <summary>
    /// Reads the file through to its end. Types are named as NumPy names them (float32, int64, bool, string), those of ONNX
    /// alone as ONNX does (bfloat16); composed ones read <c>sequence&lt;map&lt;int64,float32&gt;&gt;</c>. A shape that the
    /// file leaves open entirely is given as empty.
    /// </summary>
    /// <param name="model">The file's bytes; read on a thread of the pool, and synchronously. Not closed.</param>
    /// <param name="cancellationToken">Ends the reading between two pieces of it.</param>
    /// <returns>The signature, or Invalid with the reason why this is not a readable ONNX model.</returns>
    public static Task<Result<Signature>> ReadAsync(Stream model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Task.Run(() => Read(model, cancellationToken), cancellationToken);
    }

    internal static Result<Signature> Read(Stream model, CancellationToken cancellationToken)
    {
        try
        {
            using var bytes = new MeteredStream(model, cancellationToken);
            return OnnxGraph.ReadSignature(new WireReader(bytes));
        }
        catch (UnreadableOnnxException exception)
        {
            return Error.Invalid($"The file is not a readable ONNX model: {exception.Message}.");
        }
        catch (InvalidProtocolBufferException)
        {
            return Error.Invalid("The file is not a readable ONNX model: its bytes are cut short or malformed.");
        }
    }
}
