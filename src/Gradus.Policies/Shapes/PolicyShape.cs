namespace Gradus.Policies.Shapes;

/// <summary>The file's whole form: every key that there is.</summary>
internal static class PolicyShape
{
    private static readonly Key Mode = new(
        "mode",
        new ChoiceShape([.. Words.Modes.Keys]),
        "How much the rules weigh: who does not meet them is stopped (enforce), told (warn), or they are not looked at (off).",
        "enforce"
    );

    private static readonly ListShape Gates = new(GateShapes.Gate);

    private static readonly SectionShape Approvals = new(
        "approvals",
        new Key(
            "required",
            new NumberShape("a whole number from 1 to 50", true, 1, 50),
            "How many people.",
            null,
            true
        ),
        new Key("roles", new ListShape(Forms.Name), "Of which roles, any of them.", "anyone"),
        new Key(
            "four_eyes",
            new FlagShape(),
            "Who asked for the promotion, or registered the version, does not count.",
            "false"
        ),
        new Key("expires", Forms.Duration, "How long a yes holds.", "as long as the promotion is open")
    );

    private static readonly SectionShape Freeze = new(
        "a freeze",
        new Key("cron", Forms.Cron, "When it begins.", null, true),
        new Key("lasts", Forms.Duration, "How long it lasts.", null, true),
        new Key("time_zone", Forms.TimeZone, "Where the clock hangs that cron means.", "UTC"),
        new Key("reason", Forms.Line, "Why; shown to whoever has to wait.", "Freeze")
    );

    private static readonly SectionShape Canary = new(
        "a canary",
        new Key(
            "steps",
            new ListShape(Forms.CanaryStep, 1),
            "The shares of requests that the version answers, one after the other, before it answers all; as a shadow none.",
            null,
            true
        ),
        new Key("each", Forms.Duration, "How long a step lasts at least.", null, true),
        new Key(
            "key",
            Forms.Header,
            "The request header by whose value requests stay with one version.",
            "each request is drawn for itself"
        )
    );

    private static readonly SectionShape Verify = new(
        "verify",
        new Key("gates", new ListShape(GateShapes.Gate, 1), "What is checked.", null, true),
        new Key("canary", Canary, "Gateways go over to the version step by step meanwhile.", "they do at once"),
        new Key("every", Forms.Duration, "How often it is checked again while the version holds the stage.", "once"),
        new Key(
            "on_failure",
            new ChoiceShape([.. Words.Failures.Keys]),
            "Whether only the version's standing is revoked, or the stage goes back to the version before, too.",
            "revoke"
        ),
        new Key(
            "max_rollbacks",
            new NumberShape("a whole number from 1 to 100", true, 1, 100),
            "How many automatic rollbacks of the stage there may be within a day.",
            "2"
        )
    );

    private static readonly SectionShape Promote = new(
        "promote",
        new Key("from", Forms.Stage, "The stage whose versions are promoted without being asked.", null, true),
        new Key("best", Forms.Metric, "The metric by which the best is picked.", "the newest")
    );

    private static readonly Key StageNameKey = new("name", Forms.Stage, "The stage's name.", null, true);

    /// <summary>The keys of a stage that are its rules, in the file and in the overrides of a model.</summary>
    public static readonly IReadOnlyList<Key> Rules =
    [
        new(
            "from",
            new EitherShape(new ChoiceShape(["any"]), new ListShape(Forms.Stage, 1)),
            "The stages a version may come from.",
            "any"
        ),
        new(
            "aliases",
            new ListShape(Forms.Alias),
            "Aliases that mean this stage: they go with its holder, and nobody sets them otherwise."
        ),
        new("archive_existing", new FlagShape(), "A promotion archives the present holders.", "false"),
        new("gates", Gates, "The checks before the move."),
        new("approvals", new EitherShape(new ChoiceShape(["none"]), Approvals), "Whose yes a promotion needs.", "none"),
        new(
            "soak",
            Forms.Pause,
            "How long a version must have been in the stage it comes from, without a break.",
            "0s"
        ),
        new("freeze", new ListShape(Freeze), "Windows in which nothing gets in."),
        new("verify", new EitherShape(new ChoiceShape(["none"]), Verify), "Checks after the move.", "none"),
        new("promote", new EitherShape(new ChoiceShape(["none"]), Promote), "Promotes without being asked.", "none"),
    ];

    private static readonly SectionShape Stage = new(
        "a stage",
        [
            StageNameKey,
            new("description", Forms.Description, "What the stage is for.", "as registered"),
            new(
                "occupancy",
                new ChoiceShape([.. Words.Occupancies.Keys]),
                "How many versions of one model it may hold.",
                "as registered; many for a new stage"
            ),
            .. Rules,
        ]
    );

    private static readonly SectionShape Permission = new(
        "a permission",
        new Key("allow", new ListShape(new ChoiceShape([.. Words.Actions.Keys]), 1), "What they may do.", null, true),
        new Key(
            "to",
            new ListShape(Forms.Name, 1),
            "Who: names of roles or of people, group:NAME for a group's members, or \"*\" for everyone.",
            null,
            true
        ),
        new Key("stages", new ListShape(Forms.Pattern, 1), "In which stages; * in a name stands for anything.", "all"),
        new Key("models", new ListShape(Forms.Pattern, 1), "With which models; * in a name stands for anything.", "all")
    );

    private static readonly SectionShape Model = new(
        "a model",
        new Key(
            "match",
            Forms.Pattern,
            "Which models: a name, in which * stands for anything and ? for one character.",
            null,
            true
        ),
        Mode with
        {
            Doc = "Their mode.",
            Default = "the policy's",
        },
        new Key(
            "stages",
            new ListShape(new SectionShape("a stage of a model", [StageNameKey, .. Rules]), 1),
            "Stages whose rules differ for these models; each key given here replaces the stage's."
        )
    );

    private static readonly SectionShape Kubernetes = new(
        "a kubernetes runner",
        new Key("namespace", Forms.Namespace, "The namespace of its Jobs.", "the dispatcher's own"),
        new Key(
            "template",
            new TreeShape("a Job as Kubernetes knows it, with apiVersion: batch/v1 and kind: Job"),
            "The Job that each piece of work becomes: its container runs gradus-worker.",
            null,
            true
        )
    );

    private static readonly SectionShape Runner = new(
        "a runner",
        new Key("kubernetes", Kubernetes, "Jobs of a Kubernetes cluster.", null, true)
    );

    /// <summary>The file.</summary>
    public static readonly SectionShape Root = new(
        "the file",
        new Key(
            "version",
            new NumberShape("1, the version of the file's format", true, 1, 1),
            "The version of the file's format.",
            null,
            true
        ),
        Mode,
        new Key(
            "roles",
            new MapShape("roles with the people who belong to them", Forms.Name, new ListShape(Forms.Name)),
            "Who belongs to which role: names of people, or group:NAME for a group's members."
        ),
        new Key(
            "permissions",
            new ListShape(Permission),
            "Who may do what.",
            "everyone may do everything but administer"
        ),
        new Key(
            "stages",
            new ListShape(Stage),
            "The stages in their order, with their rules. None and Archived need not be listed.",
            "the registered stages, without rules"
        ),
        new Key(
            "models",
            new ListShape(Model),
            "Rules that differ for some models; of several that match, each is laid over those before it."
        ),
        new Key(
            "runners",
            new MapShape("runners with how they run work", Forms.Runner, Runner),
            "Where gates may have their work done, besides by workers."
        )
    );
}
