using System.Diagnostics;
using CsCheck;
using Gradus.Core.Search;
using Gradus.Server.Mlflow.Filters;

namespace Gradus.Server.Tests.Mlflow.Filters;

public sealed class FilterParserTests
{
    [Theory]
    [InlineData("name = 'a'", "name Equal a")]
    [InlineData("name='a'AND run_id!='b'", "name Equal a; run_id NotEqual b")]
    [InlineData("attribute.name ILIKE \"it's\"", "name ILike it's")]
    [InlineData("tags.`a key` like 'x' and tag.\"b.c\" = ''", "tag:a key Like x; tag:b.c Equal ")]
    [InlineData("tags.mlflow.source.name = 'x'", "tag:mlflow.source.name Equal x")]
    [InlineData("tags.order = 'x'", "tag:order Equal x")]
    [InlineData("name = 'it''s'", "name Equal it''s")]
    [InlineData(@"name = 'it\'s'", @"name Equal it\'s")]
    [InlineData(@"name = 'c:\'", @"name Equal c:\")]
    [InlineData(
        "version_number >= 2 AND version_number<'10'",
        "version_number GreaterOrEqual 2; version_number Less 10"
    )]
    [InlineData("version_number > 1.5 AND version_number < 2.5", "version_number Greater 1; version_number Less 3")]
    [InlineData(
        "version_number <= 1.5 AND version_number >= 1.5",
        "version_number LessOrEqual 1; version_number GreaterOrEqual 2"
    )]
    [InlineData("version_number = 3.0 AND version_number != -1", "version_number Equal 3; version_number NotEqual -1")]
    [InlineData("version_number = 1e2", "version_number Equal 100")]
    [InlineData("version_number = 1.5", "version_number Equal 9223372036854775807")]
    [InlineData("version_number < 99999999999999999999", "version_number Less 9223372036854775807")]
    [InlineData("version_number < 'x'", "version_number Less 9223372036854775807")]
    [InlineData("run_id IN ('a1', \"b2\",)", "run_id In a1,b2")]
    [InlineData("run_id in\n('a1')\tAND name='x'", "run_id In a1; name Equal x")]
    [InlineData("name = 'x' name = 'y'", "name Equal x; name Equal y")]
    public void A_filter_becomes_comparisons(string filter, string expected)
    {
        Describe(Parse(filter)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("name", "Invalid clause(s) in filter string: name")]
    [InlineData("name = 'a' OR name = 'b'", "Invalid clause(s) in filter string: OR")]
    [InlineData("NOT name = 'a'", "Invalid clause(s) in filter string: NOT")]
    [InlineData("name = 'abc", "Invalid clause(s) in filter string: name, =, ', abc")]
    [InlineData("name = 'it's'", "Invalid clause(s) in filter string: name = 'it's, '")]
    [InlineData("name = 'a' foo", "Invalid clause(s) in filter string: name = 'a' foo")]
    [InlineData("foo bar", "Invalid clause(s) in filter string: foo bar")]
    [InlineData("name = 'a' ORDER  BY name DESC", "Invalid clause(s) in filter string: ORDER  BY, name, DESC")]
    [InlineData("name = 'a' -- comment", "Invalid clause(s) in filter string: -- comment")]
    [InlineData("((name = 'a')", "Invalid clause(s) in filter string: (, (name = 'a')")]
    [InlineData("name IN 'a'", "Invalid clause(s) in filter string: name, IN, 'a'")]
    [InlineData("name BETWEEN 'a' AND 'b'", "Invalid clause(s) in filter string: name, BETWEEN, 'a', 'b'")]
    [InlineData("name IS NULL", "Invalid clause(s) in filter string: name, IS, NULL")]
    [InlineData(
        "name = 'a'; name = 'b'",
        "Search filter contained multiple expression \"name = 'a'; name = 'b'\". Provide AND-ed expression list."
    )]
    [InlineData("lower(name) = 'a'", "Invalid comparison clause. Expected 'Identifier' found 'lower(name)'")]
    [InlineData("tags.my-tag = 'a'", "Invalid comparison clause. Expected 'Identifier' found 'tags.my-tag'")]
    [InlineData("1 = 1", "Invalid comparison clause. Expected 'Identifier' found '1'")]
    [InlineData(
        "name = a",
        "Parameter value is either not quoted or unidentified quote types used for string value a. Use either single or double quotes."
    )]
    [InlineData(
        "tags.a = `b`",
        "Parameter value is either not quoted or unidentified quote types used for string value `b`. Use either single or double quotes."
    )]
    [InlineData("name <> 'a'", "Invalid comparator for attribute: <>")]
    [InlineData("name not like 'a'", "Invalid comparator for attribute: NOT LIKE")]
    [InlineData(
        "name < 'a' AND foo = 'b'",
        "Invalid attribute key 'foo' specified. Valid keys are '{'name', 'source_path', 'run_id', 'version_number'}'"
    )]
    [InlineData(
        "dataset.name = 'a'",
        "Invalid entity type 'dataset'. Valid entity types are ('attribute', 'tag', 'tags')"
    )]
    [InlineData(
        "run_id IN (1, 2)",
        "While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: (1, 2)"
    )]
    [InlineData(
        "run_id IN ('a' 'b')",
        "While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list."
    )]
    [InlineData(
        "run_id IN (a)",
        "While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list."
    )]
    public void A_mistake_gets_mlflows_words(string filter, string message)
    {
        FilterParser.Parse(filter, FilterFields.Versions).Error!.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("name = 'a' AND foo = 'b'", "(at position 16)")]
    [InlineData("name = 'a' OR name = 'b'", "(at position 12)")]
    [InlineData("   ", "(at position 1)")]
    [InlineData("name = 'a'; name = 'b'", "(at position 11)")]
    public void A_dialect_that_wants_it_is_told_where_the_mistake_is(string filter, string ending)
    {
        var fields = FilterFields.Versions with { ShowsPositions = true };

        FilterParser.Parse(filter, fields).Error!.Message.ShouldEndWith(ending);
    }

    [Fact]
    public void Run_ids_that_are_not_in_lower_case_are_left_out_of_a_list()
    {
        Describe(Parse("run_id IN ('abc', 'ABC', '123')")).ShouldBe("run_id In abc");
    }

    [Fact]
    public void A_hundred_comparisons_are_let_through_and_one_more_is_not()
    {
        var hundred = string.Join(" AND ", Enumerable.Repeat("name = 'a'", 100));

        Parse(hundred).Count.ShouldBe(100);
        FilterParser
            .Parse(hundred + " AND name = 'a'", FilterFields.Models)
            .Error!.Message.ShouldBe("The filter joins more than 100 comparisons.");
    }

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("a+")]
    [InlineData("1.")]
    [InlineData("name='x' AND ")]
    [InlineData("`")]
    [InlineData("'\"")]
    [InlineData("a.")]
    [InlineData("/*")]
    [InlineData(@"\'")]
    [InlineData("\"\"")]
    [InlineData("name = (")]
    public void A_long_filter_of_anything_is_read_in_a_moment(string piece)
    {
        var filter = string.Concat(Enumerable.Repeat(piece, FilterParser.MaxLength / piece.Length));
        var watch = Stopwatch.StartNew();

        FilterParser.Parse(filter, FilterFields.Versions);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_longer_filter_is_refused_unread()
    {
        FilterParser
            .Parse(new string('a', FilterParser.MaxLength + 1), FilterFields.Versions)
            .Error!.Message.ShouldBe("The filter is longer than 65536 characters.");
    }

    [Fact]
    public void No_filter_makes_the_parser_throw_and_no_refusal_is_long()
    {
        string[] pieces =
        [
            .. "name tags.x run_id version_number = != < LIKE NOT IN AND OR ORDER BY 'a' \"b\" `c` ' \" ` ( ) , ; .".Split(
                ' '
            ),
            .. "- -- /* */ 1 2.5 1e9 \\ é $ # %s :: [ ]".Split(' '),
            " ",
            "\n",
            "\0",
            "\ud800",
        ];
        Gen.Int[0, pieces.Length - 1]
            .Array[0, 30]
            .Sample(
                indices =>
                {
                    var parsed = FilterParser.Parse(
                        string.Concat(indices.Select(i => pieces[i])),
                        FilterFields.Versions
                    );
                    return parsed.IsOk || parsed.Error.Message.Length < 3_000;
                },
                iter: 20_000
            );
    }

    private static IReadOnlyList<Comparison> Parse(string filter) =>
        FilterParser.Parse(filter, FilterFields.Versions).Value;

    private static string Describe(IReadOnlyList<Comparison> comparisons) =>
        string.Join(
            "; ",
            comparisons.Select(c =>
                $"{(c.Field.Kind == FieldKind.Tag ? "tag:" : "")}{c.Field.Key} {c.Comparator} {string.Join(',', c.Values)}"
            )
        );
}
