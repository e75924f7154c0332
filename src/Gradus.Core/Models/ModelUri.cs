using System.Globalization;
using Gradus.Core.Errors;
using Gradus.Core.Stages;

namespace Gradus.Core.Models;

/// <summary>What a model URI points at.</summary>
public enum Addressing
{
    /// <summary>Whichever version is in a stage.</summary>
    Stage,

    /// <summary>Whichever version an alias points at.</summary>
    Alias,

    /// <summary>One version.</summary>
    Version,
}

/// <summary>
/// What a gateway serves, as MLflow writes it: <c>models:/NAME/STAGE</c>, <c>models:/NAME@ALIAS</c> or <c>models:/NAME/3</c>.
/// </summary>
/// <param name="Model">The registered model.</param>
/// <param name="Addressing">What the rest is.</param>
/// <param name="Name">The stage, the alias or the number.</param>
public sealed record ModelUri(string Model, Addressing Addressing, string Name)
{
    private const string Scheme = "models:/";

    /// <summary>Reads a URI.</summary>
    public static Result<ModelUri> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return NotUnderstood(text);
        }

        var rest = text[Scheme.Length..];
        return rest.Split('/') switch
        {
            [var model, var name] => Parse(model, name),
            [var one] when one.Split('@') is [var model, var alias] => Check(model)
                .Then(checkedName =>
                    AliasName.ParseForm(alias).Map(name => new ModelUri(checkedName, Addressing.Alias, name.Value))
                ),
            _ => NotUnderstood(text),
        };
    }

    /// <summary>The version's number, if it is one.</summary>
    public int Version => int.Parse(Name, CultureInfo.InvariantCulture);

    /// <summary>What stands behind the model's name in the gateway's paths, e.g. <c>Production</c> or <c>@champion</c>.</summary>
    public string Segment => Addressing is Addressing.Alias ? $"@{Name}" : Name;

    /// <inheritdoc/>
    public override string ToString() =>
        Addressing is Addressing.Alias ? $"{Scheme}{Model}@{Name}" : $"{Scheme}{Model}/{Name}";

    private static Result<ModelUri> Parse(string model, string name)
    {
        if (name == "latest")
        {
            return Error.Invalid(
                "'latest' is whatever was registered last, with no gate before it: name a stage, an alias or a version."
            );
        }

        if (name.Length > 0 && name.All(char.IsAsciiDigit))
        {
            return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? Check(model)
                    .Map(checkedName => new ModelUri(
                        checkedName,
                        Addressing.Version,
                        number.ToString(CultureInfo.InvariantCulture)
                    ))
                : Error.Invalid($"'{name}' is not a version: versions are numbered 1, 2, 3 and so on.");
        }

        return Check(model)
            .Then(checkedName =>
                StageName.Parse(name).Map(stage => new ModelUri(checkedName, Addressing.Stage, stage.Value))
            );
    }

    private static Result<string> Check(string model) => ModelName.Parse(model).Map(name => name.Value);

    private static Error NotUnderstood(string text) =>
        Error.Invalid(
            $"'{text}' is not a model to serve: write models:/NAME/STAGE, models:/NAME@ALIAS or models:/NAME/VERSION."
        );
}
