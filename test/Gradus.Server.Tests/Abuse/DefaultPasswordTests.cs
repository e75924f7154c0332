using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Gradus.Server.Tests.Abuse;

public sealed class DefaultPasswordTests
{
    [Theory]
    [Trait("Abuse", "30")]
    [InlineData("admin", "")]
    [InlineData("admin", "admin")]
    [InlineData("admin", "password1234")]
    [InlineData("root", "root")]
    [InlineData("gradus", "gradus")]
    [InlineData("", "")]
    public async Task No_name_and_password_that_others_ship_with_lets_anybody_in(string name, string password)
    {
        await using var server = await TestServer.StartAsAdministratorAsync();
        await server.Api.Users.CreateAsync(new("ana"));
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/models");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);

        using var answer = await server.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
