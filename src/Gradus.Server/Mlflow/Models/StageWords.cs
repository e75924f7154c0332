using Gradus.Core.Errors;
using Gradus.Core.Stages;

namespace Gradus.Server.Mlflow.Models;

/// <summary>Finds stages as MLflow's clients name them: MLflow's own four without regard to case, any other exactly.</summary>
internal static class StageWords
{
    private static readonly string[] Own = ["None", "Staging", "Production", "Archived"];

    /// <summary>The registered stage that a client means.</summary>
    public static Result<Stage> Find(StageCatalog catalog, string name) =>
        catalog.Find(Own.FirstOrDefault(own => own.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name)
            is { } stage
            ? stage
            : Error.Invalid(
                $"Invalid Model Version stage: {name}. Value must be one of "
                    + $"{string.Join(", ", catalog.Stages.Select(stage => stage.Name))}.",
                "stage"
            );
}
