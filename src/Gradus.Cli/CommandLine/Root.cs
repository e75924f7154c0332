using System.CommandLine;

namespace Gradus.Cli.CommandLine;

/// <summary>The whole command line: every noun and verb, and the options that all share.</summary>
internal sealed class Root : RootCommand
{
    public const string Start = "Start here";
    public const string Registry = "The registry";
    public const string Promoting = "Promotion";
    public const string People = "Approvals and stops";
    public const string Rules = "Rules and evidence";
    public const string Access = "Access";
    public const string Rest = "Other";

    public Root(Session session)
        : base(
            "Gradus moves machine-learning models from one stage to the next, and lets none through that has not earned it."
        )
    {
        Session = session;
        Options.Clear();
        Options.Add(GlobalOptions.Server);
        Options.Add(GlobalOptions.Json);
        Options.Add(new HelpFlag());
        Options.Add(new VersionFlag());
        Add(Demo.DemoCommand.Create());
        Add(Hosting.Server.Create());
        Add(Hosting.Serve.Create());
        Add(Models.Noun.Create());
        Add(Versions.Noun.Create());
        Add(Stages.Noun.Create());
        Add(Datasets.Noun.Create());
        Add(History.Show.Create());
        Add(Serving.Status.Create());
        Add(Promotions.Promote.Create());
        Add(Promotions.Why.Create());
        Add(Promotions.Best.Create());
        Add(Comparisons.Compare.Create());
        Add(Promotions.Noun.Create());
        Add(Rollbacks.Rollback.Create());
        Add(Approvals.Inbox.Create());
        Add(Approvals.Approve.Create());
        Add(Approvals.Say.Reject());
        Add(Approvals.Say.Withdraw());
        Add(Approvals.Say.Comment());
        Add(Holds.Put.Stop());
        Add(Holds.Resume.Create());
        Add(Holds.Noun.Create());
        Add(Policies.Noun.Create());
        Add(Gates.Check.Create());
        Add(Gates.Waive.Create());
        Add(Gates.Waivers.Create());
        Add(Auth.Noun.Create());
        Add(Ledger.Noun.Create());
        Add(Attestations.Noun.Create());
        Add(Attestations.Verify.Create());
        Add(Backups.Take.Create());
        Add(Backups.Elsewhere.Restore());
        Add(Backups.Elsewhere.Move());
        Add(Shell.Completion.Create());
        Add(Shell.Version.Create());
    }

    public Session Session { get; }
}
