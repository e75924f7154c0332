using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace Gradus.Evaluation.Onnx;

/// <summary>What ONNX Runtime says, cut down to what helps a person: one line, without its code and this machine's paths.</summary>
public static partial class RuntimeMessage
{
    private const int MaxLength = 400;

    /// <summary>The message of <paramref name="exception"/>, met with the model at <paramref name="path"/>.</summary>
    public static string Of(OnnxRuntimeException exception, string path = "")
    {
        var text = ErrorCode().Replace(exception.Message, "");
        if (Path.GetDirectoryName(Path.GetFullPath(path.Length > 0 ? path : ".")) is { Length: > 1 } folder)
        {
            text = text.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        }

        // Where in the runtime's sources it was found: /a/b/model.cc:181 void onnxruntime::Type::Function(…)
        text = SourceLocation().Replace(text, "");
        text = FunctionSignature().Replace(text, "");
        text = Whitespace().Replace(text, " ").Trim();
        return text.Length <= MaxLength ? text : text[..MaxLength] + "…";
    }

    [GeneratedRegex(@"^\[ErrorCode:\w+\]\s*")]
    private static partial Regex ErrorCode();

    [GeneratedRegex(@"\S+\.(?:cc|cpp|h):\d+ ")]
    private static partial Regex SourceLocation();

    [GeneratedRegex(@"(?:[\w:*&<>]+ )?onnxruntime::[\w:~<>]+\([^)]*\) ")]
    private static partial Regex FunctionSignature();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
