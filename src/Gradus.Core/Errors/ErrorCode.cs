namespace Gradus.Core.Errors;

/// <summary>Why a request was refused. A closed set: each dialect maps every code to its own status and wording.</summary>
public enum ErrorCode
{
    /// <summary>The request itself is malformed or breaks a rule of form.</summary>
    Invalid,

    /// <summary>No registered model has that name.</summary>
    ModelNotFound,

    /// <summary>The registered model has no such version.</summary>
    VersionNotFound,

    /// <summary>The model has no such alias.</summary>
    AliasNotFound,

    /// <summary>No stage of that name is registered.</summary>
    StageNotFound,

    /// <summary>No promotion has that id.</summary>
    PromotionNotFound,

    /// <summary>No data set of that name is registered.</summary>
    DatasetNotFound,

    /// <summary>The server has no such route.</summary>
    RouteNotFound,

    /// <summary>The bytes or path asked for are not in the artifact store.</summary>
    ArtifactNotFound,

    /// <summary>The name is taken.</summary>
    AlreadyExists,

    /// <summary>The thing is in a state that forbids the change: an occupied stage, a sealed artifact, an open promotion.</summary>
    Conflict,

    /// <summary>The version has not met what the policy asks for.</summary>
    Unmet,

    /// <summary>What was asked for is governed by the policy: it takes a promotion.</summary>
    PromotionNeeded,

    /// <summary>A promotion of the same version to the same stage is open already.</summary>
    PromotionOpen,

    /// <summary>The request shows no credential where one is needed, or one that lets nobody in.</summary>
    Unauthenticated,

    /// <summary>The caller may not do this, or not from where it asks.</summary>
    Forbidden,

    /// <summary>No hold, waiver, approval, policy revision, user, group or token of that name or id.</summary>
    RecordNotFound,

    /// <summary>Stored bytes no longer match the digest they were stored under.</summary>
    Corrupt,

    /// <summary>Too much is waiting already; trying again later is safe.</summary>
    TooBusy,

    /// <summary>The server cannot take the change now (disk full, database gone); it may be retried.</summary>
    Unavailable,

    /// <summary>A bug: what happened is in the server's log under the request's id.</summary>
    Internal,
}
