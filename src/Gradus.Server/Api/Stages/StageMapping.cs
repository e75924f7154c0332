using Gradus.Core.Errors;
using Gradus.Core.Search;
using Gradus.Core.Stages;
using Gradus.Data.Stages;
using Gradus.Protocol.Stages;
using Gradus.Server.Api.Models;

namespace Gradus.Server.Api.Stages;

/// <summary>Between stages and transitions as the domain knows them and as the wire does.</summary>
internal static class StageMapping
{
    public static StageDto ToDto(this Stage stage) =>
        new(
            Name: stage.Name,
            Position: stage.Position,
            Description: stage.Description,
            Kind: stage.Kind switch
            {
                StageKind.Initial => "initial",
                StageKind.Archive => "archive",
                _ => "active",
            },
            Occupancy: stage.Occupancy == Occupancy.One ? "one" : "many"
        );

    public static TransitionDto ToDto(this Transition transition) =>
        new(
            Id: transition.Id,
            Model: transition.Model,
            Version: transition.Version,
            From: transition.From,
            To: transition.To,
            At: transition.At.ToUnixTimeMilliseconds(),
            Actor: transition.Actor,
            Reason: transition.Reason,
            RequestId: transition.RequestId,
            Promotion: transition.Promotion,
            DisplacedBy: transition.DisplacedBy,
            Kind: Problems.SnakeCase(transition.Kind.ToString())
        );

    public static TransitionResultDto ToDto(this Moved moved) =>
        new(moved.Version.ToDto(), [.. moved.Transitions.Select(ToDto)], moved.Outcome);

    public static HistoryPageDto ToDto(this Page<Transition> page) => new([.. page.Items.Select(ToDto)], page.Next);

    /// <summary>Reads "many" or "one"; null stays null.</summary>
    public static Result<Occupancy?> ParseOccupancy(string? text) =>
        text switch
        {
            null => (Occupancy?)null,
            "many" => Occupancy.Many,
            "one" => Occupancy.One,
            _ => Error.Invalid($"Occupancy '{text}' is unknown; use 'many' or 'one'.", "occupancy"),
        };
}
