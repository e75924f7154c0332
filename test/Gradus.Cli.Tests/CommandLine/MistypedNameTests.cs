namespace Gradus.Cli.Tests.CommandLine;

/// <summary>A name that is nearly right is answered with the right one.</summary>
public sealed class MistypedNameTests
{
    [Theory]
    [InlineData("Stagin", "Staging")]
    [InlineData("Prod", "Production")]
    [InlineData("Productoin", "Production")]
    public async Task A_stage_that_is_nearly_one_is_taken_for_it(string typed, string meant)
    {
        await using var live = await Live.StartAsync();

        foreach (var command in (string[])[$"promote m --version 1 --to {typed}", $"why m/1 --to {typed}"])
        {
            var outcome = await live.RunAsync(command);

            outcome.ExitCode.ShouldBe(1);
            outcome.Complaint.ShouldStartWith($"Stage '{typed}' does not exist. Did you mean '{meant}'? Registered");
        }
    }

    [Fact]
    public async Task A_model_that_is_nearly_one_is_taken_for_it()
    {
        await using var live = await Live.StartAsync();
        await live.Api.Models.CreateAsync(new("tumours"));

        foreach (
            var command in (string[])
                ["models show tumour", "why tumour/1 --to Staging", "promote tumuors --version 1 --to Staging"]
        )
        {
            var outcome = await live.RunAsync(command);

            outcome.ExitCode.ShouldBe(1);
            outcome.Complaint.ShouldEndWith("does not exist. Did you mean 'tumours'?");
        }

        (await live.RunAsync("models show other")).Complaint.ShouldBe("Registered model 'other' does not exist.");
    }
}
