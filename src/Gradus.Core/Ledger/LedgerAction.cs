using System.Text;

namespace Gradus.Core.Ledger;

/// <summary>Everything that a write can do to the registry: the closed vocabulary of the ledger's "action".</summary>
public enum LedgerAction
{
    /// <summary>The ledger begins, with what the registry held then.</summary>
    LedgerBegin,

    /// <summary>The database is bound to its artifact store.</summary>
    StoreClaim,

    /// <summary>A model is registered.</summary>
    ModelRegister,

    /// <summary>A model's description changes.</summary>
    ModelDescribe,

    /// <summary>A model gets another name.</summary>
    ModelRename,

    /// <summary>A model is deleted with its versions.</summary>
    ModelDelete,

    /// <summary>A model gets a tag.</summary>
    ModelTag,

    /// <summary>A model loses a tag.</summary>
    ModelUntag,

    /// <summary>A version is registered.</summary>
    VersionRegister,

    /// <summary>A version's description changes.</summary>
    VersionDescribe,

    /// <summary>A version is deleted.</summary>
    VersionDelete,

    /// <summary>A version gets a tag.</summary>
    VersionTag,

    /// <summary>A version loses a tag.</summary>
    VersionUntag,

    /// <summary>A version moves to a stage that asks for nothing.</summary>
    VersionMove,

    /// <summary>An administrator moves a version past its gates.</summary>
    VersionBreakglass,

    /// <summary>A version gets its standing back.</summary>
    VersionReinstate,

    /// <summary>A check after the move is due again, or has revoked a version's standing.</summary>
    VersionVerify,

    /// <summary>An alias points at a version.</summary>
    AliasSet,

    /// <summary>An alias is deleted.</summary>
    AliasDelete,

    /// <summary>Metrics are logged for a version.</summary>
    MetricLog,

    /// <summary>A stage is registered.</summary>
    StageCreate,

    /// <summary>A stage is described, moved in the order, widened or narrowed.</summary>
    StageUpdate,

    /// <summary>A stage is deleted.</summary>
    StageDelete,

    /// <summary>A stage of a model goes back to who was good there.</summary>
    StageRollback,

    /// <summary>A policy is put in force.</summary>
    PolicyApply,

    /// <summary>A data set is registered, or its name points at another file.</summary>
    DatasetRegister,

    /// <summary>A data set's name is forgotten.</summary>
    DatasetDelete,

    /// <summary>A file of the artifact tree is written.</summary>
    ArtifactPut,

    /// <summary>A file or folder of the artifact tree is removed.</summary>
    ArtifactDelete,

    /// <summary>Versions whose bytes have gone bad are taken out of use.</summary>
    BlobQuarantine,

    /// <summary>Versions whose bytes are right again are put back into use.</summary>
    ManifestRelease,

    /// <summary>Manifests that nothing has any more are forgotten.</summary>
    ManifestForget,

    /// <summary>A promotion is asked for; if nothing has to be waited for or read before, its version moves with it.</summary>
    PromotionRequest,

    /// <summary>A promotion comes a step further.</summary>
    PromotionStep,

    /// <summary>A promotion that was asked for before moves its version.</summary>
    PromotionApply,

    /// <summary>A promotion ends because of a technical fault.</summary>
    PromotionFault,

    /// <summary>A promotion is called off.</summary>
    PromotionCancel,

    /// <summary>A person says yes to a promotion.</summary>
    ApprovalGive,

    /// <summary>A person says no to a promotion.</summary>
    ApprovalReject,

    /// <summary>A person takes back what they said.</summary>
    ApprovalWithdraw,

    /// <summary>A person comments on a promotion.</summary>
    ApprovalComment,

    /// <summary>A stop on promotion is put.</summary>
    HoldPut,

    /// <summary>A stop on promotion is lifted.</summary>
    HoldLift,

    /// <summary>A gate is set aside for a version.</summary>
    WaiverGrant,

    /// <summary>A waiver is taken back.</summary>
    WaiverRevoke,

    /// <summary>A check outside reports on a version's bytes.</summary>
    CheckReport,

    /// <summary>A worker brings evidence.</summary>
    EvaluationKeep,

    /// <summary>A person or a service account becomes known.</summary>
    UserCreate,

    /// <summary>A user is shut out, and its tokens end.</summary>
    UserDisable,

    /// <summary>A user is let in again.</summary>
    UserEnable,

    /// <summary>A user is deleted with its tokens and memberships.</summary>
    UserDelete,

    /// <summary>A group is created.</summary>
    GroupCreate,

    /// <summary>A group is deleted.</summary>
    GroupDelete,

    /// <summary>A user comes into a group.</summary>
    GroupJoin,

    /// <summary>A user leaves a group.</summary>
    GroupLeave,

    /// <summary>A token is made.</summary>
    TokenCreate,

    /// <summary>A token is taken back.</summary>
    TokenRevoke,
}

/// <summary>How actions are written: "version.register".</summary>
public static class LedgerActions
{
    private static readonly Dictionary<LedgerAction, string> Names = Enum.GetValues<LedgerAction>()
        .ToDictionary(action => action, action => NameOf(action.ToString()));

    /// <summary>Every name, in the order of the vocabulary.</summary>
    public static IReadOnlyCollection<string> All => Names.Values;

    /// <summary>The action's name: its noun, a dot, its verb.</summary>
    public static string ToName(this LedgerAction action) => Names[action];

    private static string NameOf(string pascal)
    {
        var text = new StringBuilder();
        foreach (var c in pascal)
        {
            _ = char.IsUpper(c) && text.Length > 0 ? text.Append('.') : text;
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
