using Gradus.Testing;

namespace Gradus.Cli.Tests.Promotions;

public sealed class BestTests
{
    [Fact]
    public async Task The_ranking_is_told_with_its_reasons()
    {
        await using var server = await FakeServer.StartAsync();
        server.On(
            "POST /api/v1/models/m/promotions/plan",
            """
            {"model":"m","ready":false,"version":2,"from":"None","to":"Staging","mode":"enforce","policy_revision":1,
            "candidates":[{"version":1,"stage":"None","note":"keeps not size<=50","chosen":false},
            {"version":2,"stage":"None","value":0.97,"note":"the best","chosen":true,"rank":1},
            {"version":3,"stage":"None","value":0.9,"note":"0.07 behind","chosen":false,"rank":2}],
            "gates":[],"conditions":[],"missing_approvals":0,"displaced":[],"aliases":[],"hooks":[],"digest":"d"}
            """
        );

        var outcome = await Cli.RunAsync(
            server,
            "best m --best accuracy --best log_loss:min --where tags.a='b' --constraint size<=50 --to Staging --data d".Split(
                ' '
            )
        );

        outcome.ShouldBe(
            new Cli.Outcome(
                0,
                """
                RANK  VERSION  STAGE  ACCURACY  WHY
                1     2        None   0.97      the best
                2     3        None   0.9       0.07 behind
                –     1        None             keeps not size<=50
                ✓ m/2 is the best for Staging.

                """,
                ""
            )
        );
        server
            .Requests.Single()
            .Body.ShouldBe(
                """{"stage":"Staging","best":"accuracy,log_loss:min","dataset":"d","archive_existing_versions":false,"filter":"tags.a=\u0027b\u0027","constraints":["size\u003C=50"]}"""
            );
    }
}
