namespace Gradus.Crash.Tests.Histories;

/// <summary>Which of the server's two interfaces is spoken.</summary>
internal enum Dialect
{
    Native,
    Mlflow,
}

/// <summary>What a client asks of one model.</summary>
internal abstract record Operation(Dialect Dialect)
{
    /// <summary>Whether it may change something.</summary>
    public virtual bool IsWrite => true;
}

/// <summary>Registers the next version.</summary>
internal sealed record Register(Dialect Dialect) : Operation(Dialect);

/// <summary>Moves a version to a stage. Only the native dialect tells who was displaced.</summary>
internal sealed record Move(Dialect Dialect, int Version, string Stage, bool ArchiveExisting) : Operation(Dialect);

internal sealed record SetAlias(Dialect Dialect, string Alias, int Version) : Operation(Dialect);

internal sealed record DeleteAlias(Dialect Dialect, string Alias) : Operation(Dialect);

internal sealed record SetTag(Dialect Dialect, string Key, string Value) : Operation(Dialect);

internal sealed record DeleteTag(Dialect Dialect, string Key) : Operation(Dialect);

/// <summary>Something that is asked without changing anything.</summary>
internal abstract record Question(Dialect Dialect) : Operation(Dialect)
{
    public override bool IsWrite => false;
}

internal sealed record ReadVersion(Dialect Dialect, int Version) : Question(Dialect);

/// <summary>Reads every version at once.</summary>
internal sealed record ReadVersions(Dialect Dialect) : Question(Dialect);

/// <summary>Reads who is in a stage: all of them in the native dialect, the highest in MLflow's.</summary>
internal sealed record ReadHolders(Dialect Dialect, string Stage) : Question(Dialect);

internal sealed record ReadAlias(Dialect Dialect, string Alias) : Question(Dialect);

/// <summary>Reads the model's tags, its aliases and the highest version of each stage at once.</summary>
internal sealed record ReadModel(Dialect Dialect) : Question(Dialect);

/// <summary>Reads every transition there was, in the native dialect, which alone knows them.</summary>
internal sealed record ReadTransitions() : Question(Dialect.Native);
