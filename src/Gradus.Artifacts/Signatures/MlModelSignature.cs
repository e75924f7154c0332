using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gradus.Artifacts.Signatures;

/// <summary>
/// Reads what a model takes and gives from MLflow's <c>MLmodel</c> file: YAML in which <c>signature.inputs</c> and
/// <c>signature.outputs</c> hold JSON. The YAML is read event by event: aliases are not expanded, depth and length are bounded.
/// </summary>
public static class MlModelSignature
{
    /// <summary>The most characters the file may have.</summary>
    public const int MaxLength = 2 * 1024 * 1024;

    private const int MaxDepth = 64;

    /// <summary>
    /// Reads the file's text. Types are named as for ONNX (MLflow's double is float64, long is int64); a column that may be
    /// left out reads <c>optional&lt;float64&gt;</c>, composed columns <c>array&lt;…&gt;</c>, <c>map&lt;string,…&gt;</c> and
    /// <c>object&lt;name:…&gt;</c>. Several columns without names are named by their position, from 0.
    /// </summary>
    /// <returns>The signature; null if the file tells none; Invalid, with the reason, if it cannot be read.</returns>
    public static Result<Signature?> Read(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (yaml.Length > MaxLength)
        {
            return Error.Invalid($"The MLmodel file is longer than {MaxLength} characters.");
        }

        try
        {
            var (inputs, outputs) = FindSignature(new Parser(new StringReader(yaml.TrimStart('\uFEFF'))));
            return inputs is null && outputs is null
                ? (Signature?)null
                : new Signature(MlModelSchema.Read(inputs), MlModelSchema.Read(outputs));
        }
        catch (YamlException exception)
        {
            return Error.Invalid($"The MLmodel file is not readable YAML (line {exception.Start.Line}).");
        }
        catch (Exception exception) when (IsYamlDotNetsWayOut(exception))
        {
            return Error.Invalid("The MLmodel file is not readable YAML.");
        }
        catch (FormatException exception)
        {
            return Error.Invalid($"The signature in the MLmodel file is not readable: {exception.Message}.");
        }
        catch (JsonException)
        {
            return Error.Invalid(
                "The signature in the MLmodel file is not readable: its schema is not well-formed JSON."
            );
        }
    }

    // Beside its own exception, its scanner and parser throw these at some malformed scalars and tags. The text is in memory,
    // so they can mean nothing else.
    private static bool IsYamlDotNetsWayOut(Exception exception) =>
        exception is InvalidOperationException or ArgumentException;

    private static (string? Inputs, string? Outputs) FindSignature(Parser yaml)
    {
        (string? Inputs, string? Outputs) found = default;
        yaml.Consume<StreamStart>();
        if (!yaml.TryConsume<DocumentStart>(out _) || !yaml.TryConsume<MappingStart>(out _))
        {
            throw new FormatException("the file is not a YAML mapping");
        }

        WalkMapping(
            yaml,
            key =>
            {
                if (key != "signature" || !yaml.TryConsume<MappingStart>(out _))
                {
                    return false;
                }

                found = ReadSchemas(yaml);
                return true;
            }
        );
        return found;
    }

    private static (string? Inputs, string? Outputs) ReadSchemas(Parser yaml)
    {
        (string? Inputs, string? Outputs) found = default;
        WalkMapping(
            yaml,
            key =>
            {
                switch (key)
                {
                    case "inputs":
                        found.Inputs = ReadText(yaml);
                        return true;
                    case "outputs":
                        found.Outputs = ReadText(yaml);
                        return true;
                    default:
                        return false;
                }
            }
        );
        return found;
    }

    // As Walk of a protocol buffer: the field is read, or left and skipped.
    private static void WalkMapping(Parser yaml, Func<string?, bool> take)
    {
        while (!yaml.TryConsume<MappingEnd>(out _))
        {
            var key = (yaml.Current as Scalar)?.Value;
            Skip(yaml);
            if (!take(key))
            {
                Skip(yaml);
            }
        }
    }

    private static string? ReadText(Parser yaml)
    {
        if (!yaml.TryConsume<Scalar>(out var scalar))
        {
            throw new FormatException("its schema is not given as text");
        }

        return scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } ? null : scalar.Value;
    }

    // Not the parser's own SkipThisAndNestedEvents: that one has no bound on depth, and deep nesting costs quadratic time.
    private static void Skip(Parser yaml)
    {
        var depth = 0;
        do
        {
            depth += yaml.Consume<ParsingEvent>().NestingIncrease;
            if (depth < 0)
            {
                throw new FormatException("a key in the file has no value");
            }

            if (depth > MaxDepth)
            {
                throw new FormatException($"the file is nested more than {MaxDepth} deep");
            }
        } while (depth > 0);
    }
}
