using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Requests;
using Gradus.Testing.Databases;

namespace Gradus.Data.Requests;

/// <summary>What is done under a key is done once, and the key is kept with it.</summary>
public abstract class RequestKeyContract(TestDatabase database) : StoreContract(database)
{
    private static readonly RequestKey Key = RequestKey.Of("ana", "POST", "/models", "k-1", "{}"u8);

    private RequestKeyStore Keys => new(Database);

    [Fact]
    public async Task What_another_request_asks_for_under_the_same_key_is_undone()
    {
        (await CreateAsync("one", "r-1")).IsOk.ShouldBeTrue();

        var again = await CreateAsync("two", "r-2");

        again.Error.ShouldBe(Error.RequestRepeated);
        (await Models.GetAsync("two", Cancellation)).IsOk.ShouldBeFalse();
        (await Keys.FindAsync(Key, Cancellation)).ShouldBe(new KeptRequest(Key.Body, "r-1", Clock.Now, null));
    }

    [Fact]
    public async Task A_request_may_write_more_than_once()
    {
        (await CreateAsync("one", "r-1")).IsOk.ShouldBeTrue();
        (await CreateAsync("two", "r-1")).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_refused_did_nothing_and_keeps_no_key()
    {
        (await CreateAsync("one", "r-0", key: null)).IsOk.ShouldBeTrue();
        (await CreateAsync("one", "r-1")).IsOk.ShouldBeFalse();

        (await Keys.FindAsync(Key, Cancellation)).ShouldBeNull();
        (await CreateAsync("two", "r-2")).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_many_at_once_one_is_carried_out()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => CreateAsync($"m-{i}", $"r-{i}")));

        all.Count(one => one.IsOk).ShouldBe(1);
        all.Where(one => !one.IsOk).ShouldAllBe(one => one.Error == Error.RequestRepeated);
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Models.GetAsync($"m-{i}", Cancellation)));
        made.Count(model => model.IsOk).ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_is_kept_for_a_week_and_only_of_who_did_something()
    {
        var answer = new KeptAnswer(201, "application/json", "/api/v1/models/one", """{"name":"one"}""");
        await Keys.KeepAsync(Key, "r-1", answer);
        (await Keys.FindAsync(Key, Cancellation)).ShouldBeNull();
        await CreateAsync("one", "r-1");

        await Keys.KeepAsync(Key, "r-2", answer);
        (await Keys.FindAsync(Key, Cancellation))!.Answer.ShouldBeNull();
        await Keys.KeepAsync(Key, "r-1", answer);
        Clock.Advance(RequestKey.KeptFor);
        (await Keys.SweepAsync()).ShouldBe(0);
        (await Keys.FindAsync(Key, Cancellation))!.Answer.ShouldBe(answer);

        Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await Keys.SweepAsync()).ShouldBe(1);
        (await Keys.FindAsync(Key, Cancellation)).ShouldBeNull();
    }

    private Task<Result<RegisteredModel>> CreateAsync(string name, string request) => CreateAsync(name, request, Key);

    private Task<Result<RegisteredModel>> CreateAsync(string name, string request, RequestKey? key) =>
        Models.CreateAsync(ModelName.Parse(name).Value, "", [], new Caller("ana", request) { Key = key });
}

public sealed class SqliteRequestKeyTests(SqliteTestDatabase database)
    : RequestKeyContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresRequestKeyTests(PostgresTestDatabase database)
    : RequestKeyContract(database),
        IClassFixture<PostgresTestDatabase>;
