using Gradus.Core.Errors;
using Gradus.Policies.Yaml;

namespace Gradus.Policies.Shapes;

/// <summary>Compares a file with the form it must have, and tells every difference.</summary>
internal sealed class FormCheck
{
    private readonly ProblemList _problems;

    private FormCheck(ProblemList problems) => _problems = problems;

    public static void Check(YamlNode root, SectionShape shape, ProblemList problems) =>
        new FormCheck(problems).Visit(root, shape, "", shape.Title);

    private void Visit(YamlNode node, Shape shape, string path, string what)
    {
        switch (shape)
        {
            case SectionShape section when node is YamlMap map:
                VisitSection(map, section, path);
                break;
            case MapShape free when node is YamlMap map:
                VisitMap(map, free, path, what);
                break;
            case TreeShape when node is YamlMap:
                break;
            case ListShape list when node is YamlList { Items: var items } written:
                VisitList(written, items, list, path, what);
                break;
            case EitherShape either:
                VisitEither(node, either, path, what);
                break;
            case TextShape text when node is YamlScalar scalar:
                Refuse(scalar, ScalarForm.Refuse(scalar, text), path, what);
                break;
            case ChoiceShape or NumberShape or FlagShape when node is YamlScalar scalar:
                Refuse(scalar, ScalarForm.Refuse(scalar, shape), path, what);
                break;
            default:
                _problems.Add(node, path, $"{Upper(what)} must be {Wanted(shape)}, not {node.Said}.");
                break;
        }
    }

    private void VisitSection(YamlMap map, SectionShape section, string path)
    {
        var known = section.Keys.Select(key => key.Name).ToList();
        var meant = new HashSet<string>(StringComparer.Ordinal);
        var seen = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
        foreach (var (name, value) in map.Entries)
        {
            if (section.Find(name.Text) is not { } key)
            {
                meant.Add(RefuseKey(name, section, known, path));
            }
            else if (IsFirst(seen, name, section.Title, path))
            {
                Visit(value, key.Shape, Below(path, name.Text), Subject(key, section));
            }
        }

        foreach (var key in section.Keys.Where(key => key.IsRequired))
        {
            if (!seen.ContainsKey(key.Name) && !meant.Contains(key.Name))
            {
                var doc = $"{char.ToLowerInvariant(key.Doc[0])}{key.Doc[1..]}";
                _problems.Add(map, path, $"{Upper(section.Title)} needs the key '{key.Name}': {doc}");
            }
        }

        CheckOneOf(map, section, seen, meant, path);
    }

    private void CheckOneOf(
        YamlMap map,
        SectionShape section,
        Dictionary<string, YamlScalar> seen,
        HashSet<string> meant,
        string path
    )
    {
        var given = section.OneOf.Where(seen.ContainsKey).ToList();
        if (section.OneOf.Count == 0 || given.Count == 1 || (given.Count == 0 && meant.Count > 0))
        {
            return;
        }

        var how = given.Count == 0 ? "none is given" : $"{Listing.And(given)} are given";
        var at = given.Count == 0 ? (YamlNode)map : seen[given[1]];
        _problems.Add(at, path, $"{Upper(section.Title)} needs exactly one of {Listing.Or(section.OneOf)}; {how}.");
    }

    // Answers which known key was meant, so that it is not called missing too.
    private string RefuseKey(YamlScalar name, SectionShape section, List<string> known, string path)
    {
        var near = Nearest.Find(name.Text, known);
        var kinds = section == GateShapes.Gate;
        var what = kinds ? "Unknown kind of gate, or key," : "Unknown key";
        var teach =
            kinds ? $"{Nearest.Hint(name.Text, known)} Kinds of gates: {string.Join(", ", section.OneOf)}."
            : near is not null ? $" Did you mean '{near}'?"
            : known.Count == 0 ? $" {Upper(section.Title)} has no keys: write {{}}."
            : $" Known keys: {string.Join(", ", known)}.";
        _problems.Add(
            name,
            Below(path, name.Text),
            $"{what} '{YamlScalar.Quote(name.Text)}' in {section.Title}.{teach}"
        );
        return near ?? "";
    }

    private bool IsFirst(Dictionary<string, YamlScalar> seen, YamlScalar name, string where, string path)
    {
        if (seen.TryAdd(name.Text, name))
        {
            return true;
        }

        _problems.Add(
            name,
            Below(path, name.Text),
            $"Key '{YamlScalar.Quote(name.Text)}' is given twice in {where}; the first is in line {seen[name.Text].Line}."
        );
        return false;
    }

    private void VisitMap(YamlMap map, MapShape shape, string path, string what)
    {
        var seen = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
        foreach (var (name, value) in map.Entries)
        {
            Refuse(name, ScalarForm.Refuse(name with { IsPlain = false }, shape.Key), path, shape.Key.Says);
            if (IsFirst(seen, name, what, path))
            {
                Visit(value, shape.Value, Below(path, name.Text), $"'{YamlScalar.Quote(name.Text)}'");
            }
        }
    }

    private void VisitList(YamlList list, IReadOnlyList<YamlNode> items, ListShape shape, string path, string what)
    {
        if (items.Count < shape.Min)
        {
            _problems.Add(list, path, $"{Upper(what)} must not be empty.");
        }

        for (var i = 0; i < items.Count; i++)
        {
            var item = shape.Item is SectionShape section ? section.Title : $"an entry of {what}";
            Visit(items[i], shape.Item, FormattableString.Invariant($"{path}[{i}]"), item);
        }
    }

    private void VisitEither(YamlNode node, EitherShape either, string path, string what)
    {
        if (node is not YamlScalar scalar)
        {
            Visit(node, either.Other, path, what);
        }
        else if (either.Other is NumberShape && scalar.Number is not null)
        {
            Visit(node, either.Other, path, what);
        }
        else if (ScalarForm.Refuse(scalar, either.Scalar) is not null)
        {
            _problems.Add(node, path, $"{Upper(what)} must be {Wanted(either)}, not {node.Said}.");
        }
    }

    private void Refuse(YamlNode at, string? refusal, string path, string what)
    {
        if (refusal is not null)
        {
            // What begins with a small letter goes on from what it is about; the others are sentences of their own.
            _problems.Add(at, path, char.IsLower(refusal[0]) ? $"{Upper(what)} {refusal}" : refusal);
        }
    }

    private static string Wanted(Shape shape) =>
        shape switch
        {
            EitherShape either => $"{Wanted(either.Scalar)}, or {Wanted(either.Other)}",
            SectionShape { Keys: [] } => "{}",
            SectionShape section =>
                $"keys with values ({string.Join(", ", section.Keys.Select(key => key.Name).Take(4))}…)",
            ListShape => "a list",
            _ => shape.Says,
        };

    private static string Subject(Key key, SectionShape section) => $"'{key.Name}' of {section.Title}";

    private static string Upper(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    private static string Below(string path, string key) =>
        path.Length == 0 ? YamlScalar.Quote(key) : $"{path}.{YamlScalar.Quote(key)}";
}
