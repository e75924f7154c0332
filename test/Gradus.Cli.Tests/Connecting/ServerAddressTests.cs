using Gradus.Cli.CommandLine;
using Gradus.Cli.Connecting;

namespace Gradus.Cli.Tests.Connecting;

public sealed class ServerAddressTests
{
    private static readonly Dictionary<string, string> All = new()
    {
        ["GRADUS_SERVER"] = "http://own:1",
        ["MLFLOW_REGISTRY_URI"] = "http://registry:2",
        ["MLFLOW_TRACKING_URI"] = "https://tracking:3",
    };

    [Fact]
    public void The_option_comes_before_the_environment() =>
        Choose("http://option:4", All).ShouldBe("http://option:4/");

    [Theory]
    [InlineData("", "http://own:1/")]
    [InlineData("GRADUS_SERVER", "http://registry:2/")]
    [InlineData("GRADUS_SERVER MLFLOW_REGISTRY_URI", "https://tracking:3/")]
    [InlineData("GRADUS_SERVER MLFLOW_REGISTRY_URI MLFLOW_TRACKING_URI", "http://127.0.0.1:5000/")]
    public void The_first_variable_that_is_set_counts(string unset, string expected) =>
        Choose(null, All.Where(v => !unset.Split(' ').Contains(v.Key)).ToDictionary()).ShouldBe(expected);

    [Theory]
    [InlineData("sqlite:///mlflow.db")]
    [InlineData("file:///tmp/mlruns")]
    [InlineData("./mlruns")]
    [InlineData("databricks")]
    [InlineData("")]
    public void An_mlflow_store_that_is_no_server_is_passed_over(string uri) =>
        Choose(null, new() { ["MLFLOW_REGISTRY_URI"] = uri, ["MLFLOW_TRACKING_URI"] = "http://tracking:3" })
            .ShouldBe("http://tracking:3/");

    [Theory]
    [InlineData("MLFLOW_REGISTRY_URI", "sqlite:///mlflow.db")]
    [InlineData("MLFLOW_TRACKING_URI", "./mlruns")]
    public void If_no_variable_names_a_server_the_local_one_is_not_taken_for_it(string variable, string uri) =>
        Should
            .Throw<UsageException>(() => Choose(null, new() { [variable] = uri }))
            .Message.ShouldBe(
                $"{variable} is '{uri}', which is not a server's address; name one with --server http://…"
            );

    [Theory]
    [InlineData("localhost:5001", "http://localhost:5001/")]
    [InlineData("HTTPS://registry.example/gradus", "https://registry.example/gradus")]
    public void A_scheme_may_be_left_out_and_a_path_stays(string option, string expected) =>
        Choose(option, []).ShouldBe(expected);

    [Theory]
    [InlineData("ftp://x")]
    [InlineData("http://")]
    [InlineData("http://a b")]
    public void What_is_no_address_is_refused_by_where_it_came_from(string address) =>
        Should
            .Throw<UsageException>(() => Choose(null, new() { ["GRADUS_SERVER"] = address }))
            .Message.ShouldBe($"GRADUS_SERVER is '{address}', which is not an http or https address.");

    [Fact]
    public void MLflows_user_comes_before_its_token() =>
        Authorization(
                "http://x",
                new()
                {
                    ["MLFLOW_TRACKING_USERNAME"] = "ann",
                    ["MLFLOW_TRACKING_PASSWORD"] = "pässword",
                    ["MLFLOW_TRACKING_TOKEN"] = "t0ken",
                }
            )
            .ShouldBe("Basic YW5uOnDDpHNzd29yZA==");

    [Fact]
    public void A_token_goes_as_bearer() =>
        Authorization("http://x", new() { ["MLFLOW_TRACKING_TOKEN"] = "t0ken" }).ShouldBe("Bearer t0ken");

    [Fact]
    public void A_user_in_the_address_goes_as_basic() =>
        Authorization("http://ann:p%40ss@x", []).ShouldBe("Basic YW5uOnBAc3M=");

    [Fact]
    public void Without_credentials_none_are_sent() => Authorization("http://x", []).ShouldBe("");

    private static string Choose(string? option, Dictionary<string, string> environment) =>
        ServerAddress.Choose(option, environment.GetValueOrDefault).Address.AbsoluteUri;

    private static string Authorization(string address, Dictionary<string, string> environment) =>
        ServerAddress.Choose(address, _ => null).ToOptions(environment.GetValueOrDefault).Authorization?.ToString()
        ?? "";
}
