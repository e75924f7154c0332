using Gradus.Core.Errors;
using Gradus.Protocol.Client;

namespace Gradus.Cli.CommandLine;

/// <summary>Says which registered model was probably meant by a name that is none.</summary>
internal static class ModelNames
{
    // As many as a page holds: where there are more, a name may go without a hint.
    private const int Considered = 1000;

    /// <summary>Whether a refusal is about a name that no model has.</summary>
    public static bool AreAmiss(GradusException refusal) =>
        refusal is { Code: "model_not_found", Problem.Subject.Length: > 0 };

    /// <summary>The refusal, with the model that was probably meant if there is one.</summary>
    public static async Task<GradusException> HintAsync(Run run, GradusException refusal, CancellationToken cancel)
    {
        try
        {
            var models = await run.Server.Models.ListAsync(new SearchQuery(MaxResults: Considered), cancel);
            var hint = Nearest.Hint(refusal.Problem.Subject!, models.Models.Select(model => model.Name));
            return new GradusException(refusal.Problem with { Detail = refusal.Message + hint }, refusal.Status);
        }
        catch (Exception e) when (e is GradusException or GradusUnreachableException)
        {
            // The refusal stands without it.
            return refusal;
        }
    }
}
