using Gradus.Core.Artifacts;
using Gradus.Core.Backups;
using Gradus.Core.Ledger;
using Gradus.Core.Search;
using Gradus.Policies;
using Gradus.Server.Mlflow.Filters;

namespace Gradus.Fuzz.Tests;

/// <summary>
/// What reads text that anyone may have written. Each takes any text at all without an exception; what it accepts is what it
/// says it is.
/// </summary>
internal static class Parsers
{
    /// <summary>By name, which is the name of the folder of its corpus too.</summary>
    public static IReadOnlyDictionary<string, Action<string>> All { get; } =
        new Dictionary<string, Action<string>>
        {
            ["filter"] = Filter,
            ["order-by"] = OrderBy,
            ["policy"] = Policy,
            ["path"] = Path,
            ["page-token"] = Token,
            ["ledger-record"] = Record,
            ["checkpoint"] = Note,
            ["ledger-key"] = Key,
            ["backup"] = Backup,
        };

    private static void Filter(string text)
    {
        FilterParser.Parse(text, FilterFields.Models);
        FilterParser.Parse(text, FilterFields.Versions);
    }

    private static void OrderBy(string text)
    {
        OrderByParser.ParseForModels(text.Split('\n'));
        OrderByParser.ParseForVersions(text.Split('\n'));
    }

    private static void Policy(string text)
    {
        var read = PolicyFile.Parse(text);
        (read.Policy is null).ShouldBe(read.Problems.Count > 0);
    }

    private static void Path(string text)
    {
        if (ArtifactPath.Parse(text).Try(out var path, out _))
        {
            var parts = path.Value.Split('/');
            parts.ShouldAllBe(part => part.Length > 0 && part != "." && part != "..");
            path.Value.ShouldNotContain('\\');
            System.IO.Path.GetFullPath(path.Value, "/root").ShouldBe("/root/" + path.Value);
        }
    }

    private static void Token(string text)
    {
        if (PageToken.Parse(text, "search").Try(out var token, out _))
        {
            token.Encode("search").ShouldBe(text);
        }
    }

    private static void Record(string text)
    {
        if (LedgerRecord.Parse(text).Try(out var record, out _))
        {
            record.ToJson().ShouldBe(text);
        }
    }

    private static void Note(string text)
    {
        if (SignedNote.Parse(text).Try(out var note, out _))
        {
            note.ToString().ShouldBe(text);
            Checkpoint.Parse(note.Text);
        }
    }

    private static void Key(string text)
    {
        if (NoteKey.Parse(text).Try(out var key, out _))
        {
            NoteKey.Parse(key.ToString()).Value.ShouldBe(key);
        }
    }

    private static void Backup(string text) => BackupText.Parse(text);
}
