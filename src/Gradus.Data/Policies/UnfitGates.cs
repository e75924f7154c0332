using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Data.Datasets;

namespace Gradus.Data.Policies;

/// <summary>Finds what a policy asks of a registered data set that has no meaning there.</summary>
internal static class UnfitGates
{
    /// <summary>The refusal of the first such gate; null if there is none. A data set that is not registered may still come.</summary>
    public static async Task<Error?> FindUnfitGateAsync(this Session session, Policy policy)
    {
        var datasets = (await session.ListDatasetsAsync()).ToDictionary(
            dataset => dataset.Name,
            PromotionDataset.Of,
            StringComparer.Ordinal
        );
        return policy
            .Gates.Where(gate => StageRules.DatasetOf(gate.Gate) is { } name && datasets.ContainsKey(name))
            .Select(gate =>
                TaskFit.Complaint(gate.Gate, datasets[StageRules.DatasetOf(gate.Gate)!]) is { } complaint
                    ? Error.Invalid(
                        $"The gate '{gate.Gate.Name}' of '{gate.Stage}' cannot be judged: {complaint}.",
                        "text"
                    )
                    : null
            )
            .FirstOrDefault(error => error is not null);
    }
}
