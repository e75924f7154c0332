using Gradus.Core.Errors;
using Gradus.Core.Models;

namespace Gradus.Core.Stages;

/// <summary>Every combination of stages, status, holders and wishes, against the rules written out again.</summary>
public sealed class StageMoveTests
{
    private static readonly Stage[] Stages =
    [
        new("Initial", 0, "", StageKind.Initial, Occupancy.Many),
        new("Many", 1, "", StageKind.Active, Occupancy.Many),
        new("One", 2, "", StageKind.Active, Occupancy.One),
        new("Archive", 3, "", StageKind.Archive, Occupancy.Many),
    ];

    private static readonly int[][] OtherHolders =
    [
        [],
        [1],
        [9],
        [5, 1, 9],
    ];

    public static TheoryData<string, string, VersionStatus, string, bool> Cases =>
        new(
            from origin in Stages
            from target in Stages
            from status in Enum.GetValues<VersionStatus>()
            from others in OtherHolders
            where target.Occupancy == Occupancy.Many || others.Length <= 1
            from archive in new[] { false, true }
            select (origin.Name, target.Name, status, string.Join(',', others), archive)
        );

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_move_is_decided_by_the_rules(
        string origin,
        string target,
        VersionStatus status,
        string others,
        bool archive
    )
    {
        var from = Stage(origin);
        var to = Stage(target);
        int[] foreign = [.. others.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        int[] holders = from == to ? [.. foreign, 3] : foreign;

        var result = StageMove.Decide(Version(from, status), from, to, holders, archive);

        if (archive && to.Kind != StageKind.Active)
        {
            result.Error!.Code.ShouldBe(ErrorCode.Invalid);
            result.Error.Subject.ShouldBe("archive_existing_versions");
        }
        else if (status == VersionStatus.Quarantined && to.Kind == StageKind.Active && origin != target)
        {
            result.Error!.Code.ShouldBe(ErrorCode.Corrupt);
            result.Error.Message.ShouldBe("Version 3 of 'fraud' is quarantined and cannot be promoted: a byte changed");
        }
        else if (status == VersionStatus.Revoked && to.Kind == StageKind.Active && origin != target)
        {
            result.Error!.Code.ShouldBe(ErrorCode.Conflict);
            result.Error.Message.ShouldBe(
                "The standing of version 3 of 'fraud' is revoked, so it cannot be promoted: a byte changed"
            );
        }
        else
        {
            var move = result.Value;
            (move.Version, move.From, move.To).ShouldBe((3, from, to));
            move.Displaced.ShouldBe(archive || target == "One" ? foreign.Order() : []);
        }
    }

    [Fact]
    public void Archiving_others_is_refused_by_name_where_nobody_is_displaced() =>
        StageMove
            .Decide(Version(Stage("Many"), VersionStatus.Ready), Stage("Many"), Stage("Archive"), [], true)
            .Error!.Message.ShouldBe(
                "A move to 'Archive' cannot archive existing versions: it is not an active stage."
            );

    private static Stage Stage(string name) => Stages.Single(stage => stage.Name == name);

    private static ModelVersion Version(Stage stage, VersionStatus status) =>
        new(
            Model: "fraud",
            Number: 3,
            Stage: stage.Name,
            Status: status,
            StatusMessage: status == VersionStatus.Ready ? null : "a byte changed",
            Description: "",
            Source: "s3://b/x",
            StorageLocation: "s3://b/x",
            RunId: "",
            RunLink: "",
            Manifest: null,
            CreatedBy: "ana",
            CreatedAt: DateTimeOffset.UnixEpoch,
            UpdatedAt: DateTimeOffset.UnixEpoch,
            Tags: [],
            Aliases: []
        );
}
