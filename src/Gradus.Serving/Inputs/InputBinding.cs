using Gradus.Core.Errors;
using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Inputs;

/// <summary>
/// How what comes in requests becomes a model's inputs. A model with one input takes all columns of a table in its
/// signature's order, or in the table's if it has none; one with several takes a column for each, by name.
/// </summary>
/// <param name="form">What the model takes.</param>
/// <param name="columns">What its signature says of its columns; null if it does not.</param>
internal sealed class InputBinding(ModelForm form, IReadOnlyList<InputColumn>? columns)
{
    /// <summary>Whether the model goes by the columns' order and not by their names.</summary>
    public bool IsByPosition => columns is null;

    /// <summary>What the columns of a table are called that became the model's inputs; null if nobody names them.</summary>
    /// <param name="sent">The request's own columns; null if it names none.</param>
    public IReadOnlyList<string>? ColumnsOf(IReadOnlyList<string>? sent) =>
        columns is null ? sent : [.. columns.Select(column => column.Name)];

    /// <summary>A table for the model.</summary>
    public ModelInputs Bind(Table table)
    {
        if (table.Rows == 0)
        {
            throw RefusedException.BadInput("The request has no rows.");
        }

        var picked = Pick(table);
        return ModelInputs.Of(
            form.Inputs is [var only] && !IsOneNamedColumn(only, table)
                ? [Whole(only, picked)]
                : [.. form.Inputs.Select(input => OneColumn(input, picked))],
            form
        );
    }

    /// <summary>Nested lists without a name, which only a model with one input can take.</summary>
    public ModelInputs Bind(CellArray array) =>
        form.Inputs is [var only]
            ? ModelInputs.Of([FromArray(only, array)], form)
            : throw RefusedException.BadInput(
                $"The model takes {form.Inputs.Count} inputs; give each by its name: {Names(form.Inputs)}."
            );

    /// <summary>Nested lists by name: the model's inputs, or its signature's columns.</summary>
    public ModelInputs Bind(IReadOnlyDictionary<string, CellArray> arrays)
    {
        if (columns is not null && !form.Inputs.All(input => arrays.ContainsKey(input.Name)))
        {
            return Bind(AsTable(arrays));
        }

        if (arrays.Keys.FirstOrDefault(name => form.Inputs.All(input => input.Name != name)) is { } unknown)
        {
            throw RefusedException.BadInput($"The model has no input '{unknown}'; it takes {Names(form.Inputs)}.");
        }

        return ModelInputs.Of(
            [
                .. form.Inputs.Select(input =>
                    arrays.TryGetValue(input.Name, out var array)
                        ? FromArray(input, array)
                        : throw RefusedException.BadInput($"Input '{input.Name}' is missing.")
                ),
            ],
            form
        );
    }

    /// <summary>One input's values in a shape of their own.</summary>
    public static Tensor FromArray(TensorSpec input, CellArray array) =>
        input.Admits(array.Shape)
            ? TensorFill.Fill(
                input,
                array.Shape,
                array.Cells,
                _ => false,
                i => $"input '{input.Name}', {Place.Of(array.Shape, i)}"
            )
            : throw RefusedException.BadInput(
                $"Input '{input.Name}' takes {input}; the request has the shape [{string.Join(", ", array.Shape)}]."
            );

    private bool IsOptional(string? name) => columns?.FirstOrDefault(column => column.Name == name)?.IsOptional == true;

    // The signature's columns in its order: what else the table has is left out, as MLflow does.
    private Table Pick(Table table)
    {
        if (columns is null || table.Columns is null)
        {
            return table;
        }

        var places = columns.Select(column => table.IndexOf(column.Name)).ToList();
        if (
            columns.Zip(places).FirstOrDefault(pair => pair is { Second: < 0, First.IsOptional: false }) is
            { First: { } missing }
        )
        {
            throw RefusedException.BadInput(Missing(missing.Name, table, columns.Select(column => column.Name)));
        }

        var cells = new Cell[table.Rows * columns.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            var (row, column) = (i / columns.Count, i % columns.Count);
            cells[i] = places[column] < 0 ? Cell.Missing : table.Cells[(row * table.Width) + places[column]];
        }

        return new Table([.. columns.Select(column => column.Name)], table.Rows, columns.Count, cells);
    }

    private static bool IsOneNamedColumn(TensorSpec input, Table table) =>
        table.IndexOf(input.Name) >= 0 && input.Shape is [_] or [_, 1];

    private Tensor Whole(TensorSpec input, Table table)
    {
        var shape = ShapeFor(input, table);
        return TensorFill.Fill(
            input,
            shape,
            table.Cells,
            i => IsOptional(table.Columns?[i % table.Width]),
            i => $"{table.NameOf(i % table.Width)}, {Place.Row(i / table.Width)}"
        );
    }

    // [rows, columns], or [rows, a, b, …] with a · b · … columns; a single free size takes what the others leave.
    private static long[] ShapeFor(TensorSpec input, Table table)
    {
        var rest = input.Shape.Skip(1).ToList();
        var known = rest.Where(size => size is not null).Aggregate(1L, (product, size) => product * size!.Value);
        var free = rest.Count(size => size is null);
        var fits = free switch
        {
            0 => known == table.Width,
            1 => known > 0 && table.Width % known == 0,
            _ => false,
        };
        if (!fits || input.Shape.Count == 0)
        {
            throw RefusedException.BadInput(
                $"Input '{input.Name}' takes {input}; the request has {table.Width} columns."
            );
        }

        long[] shape = [table.Rows, .. rest.Select(size => size ?? table.Width / known)];
        return input.Admits(shape)
            ? shape
            : throw RefusedException.BadInput(
                $"Input '{input.Name}' takes {input}; the request has {table.Rows} rows."
            );
    }

    private Tensor OneColumn(TensorSpec input, Table table)
    {
        var column = table.IndexOf(input.Name);
        if (column < 0)
        {
            throw RefusedException.BadInput(Missing(input.Name, table, form.Inputs.Select(known => known.Name)));
        }

        long[] shape = input.Shape.Count == 1 ? [table.Rows] : [table.Rows, 1];
        return input.Admits(shape)
            ? TensorFill.Fill(
                input,
                shape,
                table.Column(column),
                _ => IsOptional(input.Name),
                row => $"{table.NameOf(column)}, {Place.Row(row)}"
            )
            : throw RefusedException.BadInput(
                $"Input '{input.Name}' takes {input}, which is no column of a table; use 'inputs'."
            );
    }

    // What was probably meant is among the columns that the model has no use for.
    private static string Missing(string column, Table table, IEnumerable<string> known) =>
        $"Column '{column}' is missing.{Nearest.Hint(column, (table.Columns ?? []).Except(known))}";

    private static Table AsTable(IReadOnlyDictionary<string, CellArray> arrays)
    {
        var rows = (int)(arrays.Values.FirstOrDefault()?.Count ?? 0);
        foreach (var (name, array) in arrays)
        {
            if (array.Shape is not ([_] or [_, 1]) || array.Count != rows)
            {
                throw RefusedException.BadInput(
                    $"Column '{name}' has the shape [{string.Join(", ", array.Shape)}]; every column has one value a row, {rows} here."
                );
            }
        }

        var values = arrays.Values.ToList();
        var cells = new Cell[rows * values.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = values[i % values.Count].Cells[i / values.Count];
        }

        return new Table([.. arrays.Keys], rows, values.Count, cells);
    }

    private static string Names(IEnumerable<TensorSpec> inputs) =>
        string.Join(", ", inputs.Select(input => $"'{input.Name}' {input}"));
}
