using System.Net;
using System.Net.Sockets;
using Gradus.Testing;

namespace Gradus.Cli.Tests.CommandLine;

public sealed class OutputTests
{
    private const string Version =
        """{"model":"m","version":3,"stage":"Production","status":"ready","description":"d","source":"","created_by":"ann","created_at":0,"updated_at":1500,"tags":[{"key":"k","value":"v"}],"aliases":["champion"]}""";

    private const string Model =
        """{"name":"m","created_at":0,"updated_at":0,"tags":[],"aliases":[],"latest_versions":[]}""";

    [Fact]
    public async Task The_fixed_command_moves_a_version_and_says_so()
    {
        await using var server = await FakeServer.StartAsync();
        server.On(
            "POST /api/v1/models/m/versions/3/transitions",
            $$"""{"version":{{Version}},"transitions":[{{Move(3, "Staging", "Production")}},{{Move(2, "Production", "Archived")}}]}"""
        );

        var outcome = await Cli.RunAsync(
            server,
            "models transition-stage --model-name m --version 3 --stage Production --archive-existing-versions --reason r".Split(
                ' '
            )
        );

        outcome.ShouldBe(
            new Cli.Outcome(
                0,
                """
                ✓ Version 3 of 'm' moved from Staging to Production.
                  Version 2 of 'm' moved from Production to Archived.

                """,
                ""
            )
        );
        server
            .Requests.Single()
            .Body.ShouldBe("""{"stage":"Production","archive_existing_versions":true,"reason":"r"}""");
        server.Requests.Single().Headers["Gradus-Actor"].ShouldBe(Environment.UserName);
    }

    [Fact]
    public async Task A_refusal_is_the_servers_sentence_and_exit_code_1()
    {
        await using var server = await FakeServer.StartAsync();
        const string Detail =
            "Stage 'production' does not exist. Did you mean 'Production'? Registered stages: None, Production, Archived. Create it with: gradus stages create --name production";
        server.On(
            "POST /api/v1/models/m/versions/3/transitions",
            $$"""{"title":"Not Found","status":404,"detail":"{{Detail}}","code":"stage_not_found","subject":"production","request_id":"r"}""",
            404
        );
        string[] line = [.. "models transition-stage --model-name m --version 3 --stage production".Split(' ')];

        var text = await Cli.RunAsync(server, line);
        var json = await Cli.RunAsync(server, [.. line, "--json"]);

        (text.ExitCode, text.Complaint).ShouldBe((1, Detail));
        (json.ExitCode, json.Complaint).ShouldBe(
            (
                1,
                $$"""{"title":"Not Found","status":404,"detail":"{{Detail}}","code":"stage_not_found","subject":"production","request_id":"r"}"""
            )
        );
    }

    [Fact]
    public async Task No_server_is_one_line_that_says_how_to_start_one()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var outcome = await Cli.RunAsync("--server", $"http://127.0.0.1:{port}", "stages", "list");

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaint.ShouldBe(
            $"No Gradus server at http://127.0.0.1:{port}. Start one with: gradus server --port {port}"
        );
    }

    [Fact]
    public async Task Json_is_the_APIs_and_nothing_else()
    {
        await using var server = await FakeServer.StartAsync();
        server.On("GET /api/v1/models/m/versions/3", Version);

        var outcome = await Cli.RunAsync(server, "versions", "show", "m", "3", "--json");

        outcome.ShouldBe(new Cli.Outcome(0, Version + "\n", ""));
    }

    [Fact]
    public async Task Where_the_API_answers_nothing_json_is_nothing()
    {
        await using var server = await FakeServer.StartAsync();
        server.On("DELETE /api/v1/models/m", 204);

        (await Cli.RunAsync(server, "models", "delete", "m", "--json")).ShouldBe(new Cli.Outcome(0, "", ""));
    }

    [Fact]
    public async Task A_list_is_a_table_with_aligned_columns_and_a_way_on()
    {
        await using var server = await FakeServer.StartAsync();
        server.On(
            "GET /api/v1/models/m/versions?max_results=1",
            $$"""{"versions":[{{Version}}],"next_page_token":"t1"}"""
        );

        var outcome = await Cli.RunAsync(server, "versions", "list", "m", "--max-results", "1");

        outcome.Output.ShouldBe(
            """
            MODEL  VERSION  STAGE       STATUS  ALIASES   CREATED                   BY   DESCRIPTION
            m      3        Production  ready   champion  1970-01-01 00:00:00.000Z  ann  d

            """
        );
        outcome.Error.ShouldBe("There is more: --all, or --page-token t1\n");
    }

    [Fact]
    public async Task All_pages_are_followed_on_request()
    {
        await using var server = await FakeServer.StartAsync();
        server
            .On("GET /api/v1/models/m/versions", $$"""{"versions":[{{Version}}],"next_page_token":"t1"}""")
            .On("GET /api/v1/models/m/versions?page_token=t1", $$"""{"versions":[{{Version}}]}""");

        var outcome = await Cli.RunAsync(server, "versions", "list", "m", "--all", "--json");

        outcome.Output.ShouldBe($$"""{"versions":[{{Version}},{{Version}}]}""" + "\n");
    }

    [Fact]
    public async Task What_others_wrote_cannot_drive_the_terminal()
    {
        await using var server = await FakeServer.StartAsync();
        server.On(
            "GET /api/v1/stages",
            """{"stages":[{"name":"A","position":0,"description":"\u001b[2Jgone\u0007","kind":"active","occupancy":"many"}]}"""
        );

        var outcome = await Cli.RunAsync(server, "stages", "list");

        outcome.Output.ShouldContain(" [2Jgone");
        outcome.Output.Where(char.IsControl).ShouldAllBe(c => c == '\n');
    }

    [Fact]
    public async Task Who_was_where_names_the_version_since_when_and_by_whom()
    {
        await using var server = await FakeServer.StartAsync();
        server.On(
            "GET /api/v1/models/m/stages/Production/holders?at=1772323200000",
            $$"""{"model":"m","stage":"Production","at":1772323200000,"holders":[{{Move(3, "Staging", "Production")}}]}"""
        );

        var outcome = await Cli.RunAsync(server, "history", "m", "--stage", "Production", "--at", "2026-03-01");

        outcome.Output.ShouldBe(
            "Version 3 was in Production of 'm' at 2026-03-01 00:00:00.000Z, since 1970-01-01 00:00:01.000Z by ann: because\n"
        );
    }

    [Theory]
    [InlineData("/nowhere/model.onnx", "/nowhere/model.onnx")]
    [InlineData("nowhere.onnx", "nowhere.onnx")]
    [InlineData("nowhere/model.onnx", "nowhere/model.onnx")]
    public async Task A_file_that_is_not_there_is_one_line(string path, string shown)
    {
        await using var server = await FakeServer.StartAsync();
        server.On("GET /api/v1/models/m", Model);

        var outcome = await Cli.RunAsync(server, "versions", "create", "m", "--from", path);

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaint.ShouldBe($"There is no file or folder '{shown}'.");
    }

    [Theory]
    [InlineData("datasets add d nowhere.csv")]
    [InlineData("datasets add d nowhere/at/all.csv")]
    [InlineData("promote m --version 1 --to S --data nowhere.csv")]
    public async Task So_it_is_for_every_command_that_reads_one(string line)
    {
        var outcome = await Cli.RunAsync(line.Split(' '));

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaint.ShouldBe($"There is no file or folder '{line.Split(' ')[^1]}'.");
    }

    [Fact]
    public async Task Nothing_is_uploaded_to_a_model_that_is_not_registered()
    {
        await using var server = await FakeServer.StartAsync();
        server.On("GET /api/v1/models/m", """{"detail":"Model 'm' does not exist.","code":"model_not_found"}""", 404);

        var outcome = await Cli.RunAsync(server, "versions", "create", "m", "--from", Environment.ProcessPath!);

        (outcome.ExitCode, outcome.Complaint).ShouldBe((1, "Model 'm' does not exist."));
        server.Requests.Count.ShouldBe(1);
    }

    private static string Move(int version, string from, string to) =>
        $$"""{"id":1,"model":"m","version":{{version}},"from":"{{from}}","to":"{{to}}","at":1000,"actor":"ann","reason":"because","request_id":"r"}""";
}
