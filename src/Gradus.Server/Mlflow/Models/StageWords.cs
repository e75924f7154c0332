using Gradus.Core.Errors;
using Gradus.Core.Stages;

namespace Gradus.Server.Mlflow.Models;

/// <summary>Finds stages as MLflow's clients name them: without regard to case.</summary>
internal static class StageWords
{
    /// <summary>The registered stage that a client means.</summary>
    public static Result<Stage> Find(StageCatalog catalog, string name) =>
        catalog.FindIgnoringCase(name) is { } stage
            ? stage
            : Error.Invalid(
                $"Invalid Model Version stage: {name}. Value must be one of "
                    + $"{string.Join(", ", catalog.Stages.Select(stage => stage.Name))}.",
                "stage"
            );
}
