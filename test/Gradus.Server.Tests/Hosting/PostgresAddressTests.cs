using Gradus.Server.Hosting;

namespace Gradus.Server.Tests.Hosting;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData(
        "postgres://ada:s%40cret@db.example:6432/gradus?sslmode=require",
        "Host=db.example;Port=6432;Database=gradus;Username=ada;Password=s@cret;SSL Mode=Require"
    )]
    [InlineData("postgresql://ada@db.example/gradus", "Host=db.example;Port=5432;Database=gradus;Username=ada")]
    [InlineData("Host=db;Username=ada", "Host=db;Username=ada")]
    public void Both_ways_of_writing_where_a_database_is_are_read(string address, string keywords) =>
        PostgresAddress.ToKeywords(address).ShouldBe(keywords);
}
