using Gradus.Core.Models;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gradus.Policies.Yaml;

/// <summary>
/// Makes a tree with places out of YAML's events. Bounded: in depth, and in the number of values, in which what an alias
/// stands for counts each time, so that a small file cannot become a large tree.
/// </summary>
internal sealed class YamlReader
{
    public const int MaxDepth = 32;
    public const int MaxValues = 20_000;

    private readonly IParser _yaml;
    private readonly Dictionary<string, (YamlNode Node, int Values)> _anchors = new(StringComparer.Ordinal);
    private int _values;

    private YamlReader(IParser yaml) => _yaml = yaml;

    /// <summary>The file's one document; null, with the problem told, if it is none.</summary>
    public static YamlNode? Read(string text, ProblemList problems)
    {
        if (!Text.IsWellFormed(text))
        {
            problems.Add(1, 1, "", "The file holds a NUL character or half of a surrogate pair: it is not UTF-8 text.");
            return null;
        }

        try
        {
            return new YamlReader(new Parser(new StringReader(text.TrimStart('\uFEFF')))).ReadFile();
        }
        catch (RefusedYaml refused)
        {
            problems.Add((int)Math.Max(1, refused.At.Line), (int)Math.Max(1, refused.At.Column), "", refused.Message);
        }
        catch (YamlException exception)
        {
            Explain(exception, text, problems);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // The parser's way out at some malformed scalars and tags; it tells no place.
            problems.Add(1, 1, "", $"The file is not YAML: {OneLine(exception.Message)}");
        }

        return null;
    }

    private YamlNode ReadFile()
    {
        _yaml.Consume<StreamStart>();
        if (_yaml.Accept<StreamEnd>(out var end))
        {
            throw new RefusedYaml(end.Start, "The file is empty; the shortest policy is 'version: 1'.");
        }

        _yaml.Consume<DocumentStart>();
        var root = ReadNode(0);
        _yaml.Consume<DocumentEnd>();
        return _yaml.Accept<DocumentStart>(out var second)
            ? throw new RefusedYaml(second.Start, "The file holds a second document ('---'); a policy is one document.")
            : root;
    }

    private YamlNode ReadNode(int depth)
    {
        var begins = _yaml.Current ?? _yaml.Consume<ParsingEvent>();
        if (depth > MaxDepth)
        {
            throw new RefusedYaml(begins.Start, $"Values are nested more than {MaxDepth} deep.");
        }

        if (_yaml.TryConsume<AnchorAlias>(out var alias))
        {
            return Resolve(alias);
        }

        var before = _values;
        Count(1, begins.Start);
        var anchor = _yaml.Current is NodeEvent node ? Check(node) : AnchorName.Empty;
        var read = ReadValue(depth, begins.Start);
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = (read, _values - before);
        }

        return read;
    }

    private YamlNode ReadValue(int depth, Mark at)
    {
        var (line, column) = ((int)at.Line, (int)at.Column);
        if (_yaml.TryConsume<Scalar>(out var scalar))
        {
            return new YamlScalar(line, column, scalar.Value, scalar.Style is ScalarStyle.Plain);
        }

        if (_yaml.TryConsume<SequenceStart>(out _))
        {
            var items = new List<YamlNode>();
            while (!_yaml.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadNode(depth + 1));
            }

            return new YamlList(line, column, items);
        }

        _yaml.Consume<MappingStart>();
        var entries = new List<YamlEntry>();
        while (!_yaml.TryConsume<MappingEnd>(out _))
        {
            entries.Add(new YamlEntry(ReadKey(depth + 1), ReadNode(depth + 1)));
        }

        return new YamlMap(line, column, entries);
    }

    private YamlScalar ReadKey(int depth)
    {
        var at = _yaml.Current?.Start ?? Mark.Empty;
        return ReadNode(depth) switch
        {
            YamlScalar { IsPlain: true, Text: "<<" } => throw new RefusedYaml(
                at,
                "Merge keys ('<<') are not understood; write the keys out, or repeat a whole value through an alias."
            ),
            YamlScalar key => key with { Line = (int)at.Line, Column = (int)at.Column },
            _ => throw new RefusedYaml(at, "A key must be a single word, not a list or keys with values."),
        };
    }

    private YamlNode Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var anchored))
        {
            throw new RefusedYaml(
                alias.Start,
                $"Alias '*{YamlScalar.Quote(alias.Value.Value)}' has no anchor '&…' before it; "
                    + "text that begins with '*' needs quotes."
            );
        }

        Count(anchored.Values, alias.Start);
        return anchored.Node;
    }

    private static AnchorName Check(NodeEvent node) =>
        node.Tag.IsEmpty
            ? node.Anchor
            : throw new RefusedYaml(node.Start, "Tags ('!…') are not understood; text is put in quotes instead.");

    private void Count(int values, Mark at)
    {
        _values += values;
        if (_values > MaxValues)
        {
            throw new RefusedYaml(at, $"The file holds more than {MaxValues} values, what aliases stand for included.");
        }
    }

    private static void Explain(YamlException exception, string text, ProblemList problems)
    {
        var lines = text.Split('\n');
        var from = (int)Math.Max(1, exception.Start.Line);
        // At a tab the parser names where the mapping began.
        var to = exception.Message.Contains(" tab ", StringComparison.Ordinal) ? lines.Length : (int)exception.End.Line;
        var tab = Enumerable
            .Range(from, Math.Max(0, Math.Min(to, lines.Length) - from + 1))
            .FirstOrDefault(line => lines[line - 1].TrimStart(' ').StartsWith('\t'));
        if (tab > 0)
        {
            problems.Add(tab, 1, "", "The line is indented with a tab; YAML is indented with spaces.");
            return;
        }

        var column = (int)Math.Max(1, exception.Start.Column);
        problems.Add(from, column, "", $"The file is not YAML: {OneLine(exception.Message)}");
    }

    private static string OneLine(string message)
    {
        var line = message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        return line.Length == 0 ? "it cannot be read." : $"{char.ToLowerInvariant(line[0])}{line[1..]}.";
    }

    private sealed class RefusedYaml(Mark at, string message) : Exception(message)
    {
        public Mark At { get; } = at;
    }
}
