using System.Text;

namespace Gradus.Core.Ledger;

public sealed class LedgerChainTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_record_is_canonical_JSON_and_reads_back()
    {
        var json = Ledger(1)[0];

        json.ShouldBe(
            """{"action":"stage.create","actor":"ana","at":1772366400000,"changes":[{"insert":{"name":"\"QA\"","position":3},"table":"stages"}],"previous":"0000000000000000000000000000000000000000000000000000000000000000","request_id":"r-0","sequence":0,"subject":"stages/QA"}"""
        );
        LedgerRecord.Parse(json).Value.ToJson().ShouldBe(json);
    }

    [Fact]
    public void Changes_read_back_as_they_were()
    {
        LedgerChange[] changes =
        [
            LedgerChange.Delete("aliases", new Dictionary<string, string> { ["alias"] = "\"a\"" }),
            LedgerChange.Insert("stages", new Dictionary<string, string> { ["name"] = "\"b\"", ["position"] = "1" }),
            LedgerChange.Update(
                "versions",
                new Dictionary<string, string> { ["number"] = "3" },
                new Dictionary<string, string> { ["stage"] = "null" }
            ),
        ];
        var record = Record(0, LedgerRecord.NoPrevious) with
        {
            Changes = [.. changes.Select(change => change.ToJson())],
        };

        LedgerRecord
            .Parse(record.ToJson())
            .Value.ReadChanges()
            .Select(change => change.ToJson())
            .ShouldBe(record.Changes);
    }

    [Fact]
    public void A_sound_ledger_is_taken_in_whole()
    {
        var chain = new LedgerChain(0, 7);
        foreach (var json in Ledger(20))
        {
            chain.Add(json).ShouldBeNull();
        }

        chain.Size.ShouldBe(20);
        chain.Root.ShouldBe(MerkleTree.Root(Ledger(20).Select(LedgerRecord.LeafOf)));
        chain.RootAt(7).ShouldBe(MerkleTree.Root(Ledger(7).Select(LedgerRecord.LeafOf)));
        chain.RootAt(0).ShouldBe(MerkleTree.EmptyRoot);
        chain.RootAt(8).ShouldBeNull();
    }

    [Fact]
    public void No_byte_of_a_record_can_be_changed_without_a_word()
    {
        var ledger = Ledger(3);
        var bytes = Encoding.UTF8.GetBytes(ledger[1]);
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 1;
            FirstProblem([ledger[0], Encoding.UTF8.GetString(changed), ledger[2]])
                .ShouldBeOneOf(Words(1).Concat(Words(2)).ToArray());
        }
    }

    [Fact]
    public void Records_that_are_gone_doubled_or_swapped_are_named()
    {
        var l = Ledger(4);

        FirstProblem([l[0], l[2], l[3]]).ShouldBe("Record 1: It says that it is record 2.");
        FirstProblem([l[0], l[1], l[1], l[2]]).ShouldBe("Record 2: It says that it is record 1.");
        FirstProblem([l[0], l[2], l[1], l[3]]).ShouldBe("Record 1: It says that it is record 2.");
        FirstProblem([Record(1, LedgerRecord.NoPrevious).ToJson()]).ShouldBe("Record 0: It says that it is record 1.");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"action\": \"a\"}")]
    public void What_is_not_a_record_is_refused(string json) =>
        LedgerRecord.Parse(json).Error!.Message.ShouldBe("It is not a record of the ledger.");

    [Fact]
    public void A_record_in_another_spelling_is_refused() =>
        LedgerRecord
            .Parse(Ledger(1)[0].Replace("\"sequence\":0", "\"sequence\": 0", StringComparison.Ordinal))
            .Error!.Message.ShouldBe("It is not in canonical form.");

    [Fact]
    public void The_first_record_names_none_before_it() =>
        FirstProblem([Record(0, LeafOf("{}")).ToJson()])
            .ShouldBe("Record 0: It is the first, and names a record before it.");

    [Fact]
    public void Time_does_not_run_backwards()
    {
        var first = Record(0, LedgerRecord.NoPrevious).ToJson();
        var second = Record(1, LeafOf(first)) with { At = Start.AddMilliseconds(-1) };

        FirstProblem([first, second.ToJson()]).ShouldBe("Record 1: It is older than the record before it.");
    }

    [Fact]
    public void Every_action_has_a_noun_and_a_verb()
    {
        LedgerActions.All.ShouldAllBe(name => name.Split('.').Length == 2 && !name.Any(char.IsUpper));
        LedgerAction.VersionRegister.ToName().ShouldBe("version.register");
    }

    private static string[] Words(int record) =>
        [
            $"Record {record}: It is not a record of the ledger.",
            $"Record {record}: It is not in canonical form.",
            $"Record {record}: It does not name the leaf of record {record - 1}: one of the two was changed.",
            $"Record {record}: It is older than the record before it.",
            $"Record {record}: It says that it is record 0.",
        ];

    private static string? FirstProblem(IEnumerable<string> records)
    {
        var chain = new LedgerChain();
        return records.Select(chain.Add).FirstOrDefault(problem => problem is not null);
    }

    private static string LeafOf(string json) => Convert.ToHexStringLower(LedgerRecord.LeafOf(json));

    private static LedgerRecord Record(long sequence, string previous) =>
        new(
            sequence,
            Start,
            "ana",
            "stage.create",
            "stages/QA",
            $"r-{sequence}",
            ["""{"insert":{"name":"\"QA\"","position":3},"table":"stages"}"""],
            previous
        );

    private static List<string> Ledger(int size)
    {
        var ledger = new List<string>();
        for (var i = 0; i < size; i++)
        {
            ledger.Add(Record(i, i == 0 ? LedgerRecord.NoPrevious : LeafOf(ledger[^1])).ToJson());
        }

        return ledger;
    }
}
