namespace Gradus.Serving.Inputs;

/// <summary>Rows of values, as a data frame.</summary>
/// <param name="Columns">The columns' names; null if they have none.</param>
/// <param name="Rows">How many rows there are.</param>
/// <param name="Width">How many columns there are.</param>
/// <param name="Cells">The values, row by row.</param>
internal sealed record Table(IReadOnlyList<string>? Columns, int Rows, int Width, Cell[] Cells)
{
    /// <summary>Where a column is; -1 if there is none of that name.</summary>
    public int IndexOf(string column) =>
        Columns?.Index().Where(c => c.Item == column).Select(c => (int?)c.Index).FirstOrDefault() ?? -1;

    /// <summary>A column in words.</summary>
    public string NameOf(int column) => Columns is null ? $"column {column}" : $"column '{Columns[column]}'";

    /// <summary>One column's values from top to bottom.</summary>
    public Cell[] Column(int column)
    {
        var values = new Cell[Rows];
        for (var row = 0; row < Rows; row++)
        {
            values[row] = Cells[(row * Width) + column];
        }

        return values;
    }
}
