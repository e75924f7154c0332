using Gradus.Cli.Connecting;
using Gradus.Cli.Demo;

namespace Gradus.Cli.Tests.Demo;

public sealed class CredentialsTests
{
    [Theory]
    [InlineData("GRADUS_TOKEN")]
    [InlineData("GRADUS_USER")]
    [InlineData("MLFLOW_TRACKING_TOKEN")]
    [InlineData("MLFLOW_TRACKING_USERNAME")]
    [InlineData("MLFLOW_TRACKING_PASSWORD")]
    public void The_demo_shows_its_registry_nothing_of_who_the_caller_is_elsewhere(string variable)
    {
        var caller = new Dictionary<string, string> { [variable] = "mine", ["GRADUS_SAMPLES"] = "here" };

        var demo = Credentials.LeftOutOf(caller.GetValueOrDefault);

        var options = ServerAddress.Choose("http://127.0.0.1:1", demo).ToOptions(demo);
        options.ShouldBe(ServerAddress.Choose("http://127.0.0.1:1", _ => null).ToOptions(_ => null));
        options.Authorization.ShouldBeNull();
        demo("GRADUS_SAMPLES").ShouldBe("here");
    }
}
