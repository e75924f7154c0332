namespace Gradus.Policies.Shapes;

/// <summary>What may stand at a place of the file. The reader, the JSON Schema and the guide's table all come from it.</summary>
/// <param name="Says">What is wanted, for messages and the guide: "a duration such as 30s, 10m, 24h or 7d".</param>
internal abstract record Shape(string Says);

/// <summary>Text of a form.</summary>
/// <param name="Pattern">A regular expression that JSON Schema can tell it by; null for any text that is not empty.</param>
/// <param name="Refuse">What is wrong with a text, as a sentence; null if nothing is.</param>
/// <param name="TakesNumbers">Whether a number or a truth value is read as it is written.</param>
internal sealed record TextShape(
    string Says,
    Func<string, string?> Refuse,
    string? Pattern = null,
    int MaxLength = 10_000,
    bool TakesNumbers = false
) : Shape(Says);

/// <summary>One of some words.</summary>
internal sealed record ChoiceShape(IReadOnlyList<string> Words) : Shape(Listing.Or(Words));

/// <summary>A number.</summary>
internal sealed record NumberShape(string Says, bool IsWhole, double? Min = null, double? Max = null) : Shape(Says);

/// <summary>true or false.</summary>
internal sealed record FlagShape() : Shape("true or false");

/// <summary>A list of things of one shape.</summary>
internal sealed record ListShape(Shape Item, int Min = 0) : Shape($"a list, each {Item.Says}");

/// <summary>Keys that the writer chooses, with values of one shape.</summary>
/// <param name="Key">What a key may be.</param>
internal sealed record MapShape(string Says, TextShape Key, Shape Value) : Shape(Says);

/// <summary>Keys with values that are not ours: another program's form, which is looked at by whoever knows it.</summary>
internal sealed record TreeShape(string Says) : Shape(Says);

/// <summary>Either of two shapes: a number or a word, "none" or keys with values.</summary>
/// <param name="Scalar">What a single value must be.</param>
/// <param name="Other">What anything else must be, or, where both are single values, a number.</param>
internal sealed record EitherShape(Shape Scalar, Shape Other) : Shape($"{Scalar.Says}, or {Other.Says}");

/// <summary>Keys that are known.</summary>
/// <param name="Title">What it is, for messages: "a threshold gate".</param>
/// <param name="OneOf">Keys of which exactly one is needed; empty for none.</param>
internal sealed record SectionShape(string Title, IReadOnlyList<Key> Keys, IReadOnlyList<string> OneOf)
    : Shape("keys with values")
{
    public SectionShape(string title, params Key[] keys)
        : this(title, keys, []) { }

    public Key? Find(string name) => Keys.FirstOrDefault(key => key.Name == name);
}

/// <summary>A key that a section knows.</summary>
/// <param name="Name">The key.</param>
/// <param name="Shape">What its value may be.</param>
/// <param name="Doc">What it is for; one sentence, for editors and the guide.</param>
/// <param name="Default">What holds without it; null where there is nothing to say.</param>
/// <param name="IsRequired">Whether it must be there.</param>
internal sealed record Key(string Name, Shape Shape, string Doc, string? Default = null, bool IsRequired = false);
