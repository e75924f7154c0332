using Gradus.Core;
using Gradus.Core.Ledger;

namespace Gradus.Data.Ledger;

/// <summary>What a write does, as it says itself: the ledger's record of it begins so.</summary>
/// <param name="Caller">Who wants it, by which request.</param>
/// <param name="Action">What it does.</param>
/// <param name="Subject">To what.</param>
internal sealed record Deed(Caller Caller, LedgerAction Action, string Subject);

/// <summary>How the ledger calls what a write is about: paths, so that all of a model is found by its beginning.</summary>
internal static class Subjects
{
    public static string Model(string model) => $"models/{model}";

    public static string Version(string model, long version) => $"models/{model}/versions/{version}";

    public static string Alias(string model, string alias) => $"models/{model}/aliases/{alias}";

    public static string Promotion(string model, string id) => $"models/{model}/promotions/{id}";

    public static string Holders(string model, string stage) => $"models/{model}/stages/{stage}";

    public static string Stage(string stage) => $"stages/{stage}";

    public static string Policy(long number) => $"policies/{number}";

    public static string Dataset(string name) => $"datasets/{name}";

    public static string Artifact(string path) => $"artifacts/{path}";

    public static string Blob(string digest) => $"blobs/{digest}";

    public static string Manifest(string digest) => $"manifests/{digest}";

    public static string Hold(string id) => $"holds/{id}";

    public static string Evaluation(string id) => $"evaluations/{id}";

    public static string User(string name) => $"users/{name}";

    public static string Group(string name) => $"groups/{name}";

    public static string Token(string id) => $"tokens/{id}";
}
