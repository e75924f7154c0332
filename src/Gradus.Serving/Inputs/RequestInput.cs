namespace Gradus.Serving.Inputs;

/// <summary>What a request asks about, before it is known which version answers it.</summary>
internal abstract record RequestInput
{
    private RequestInput() { }

    /// <summary>The inputs of a model.</summary>
    /// <exception cref="Refusals.RefusedException">They do not fit it.</exception>
    public ModelInputs Bind(InputBinding binding) =>
        this switch
        {
            Rows { Table: var table } => binding.Bind(table),
            Unnamed { Array: var array } => binding.Bind(array),
            Named { Arrays: var arrays } => binding.Bind(arrays),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Rows of a table.</summary>
    public sealed record Rows(Table Table) : RequestInput;

    /// <summary>One array for a model with one input.</summary>
    public sealed record Unnamed(CellArray Array) : RequestInput;

    /// <summary>An array for each input.</summary>
    public sealed record Named(IReadOnlyDictionary<string, CellArray> Arrays) : RequestInput;
}
