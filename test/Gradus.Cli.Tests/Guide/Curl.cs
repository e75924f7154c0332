using System.Net.Http.Headers;
using System.Text;

namespace Gradus.Cli.Tests.Guide;

/// <summary>As much of curl as the guide types: <c>curl -su USER: URL [-X METHOD] [--json TEXT|@FILE]</c>.</summary>
internal static class Curl
{
    /// <summary>Sends the request.</summary>
    /// <param name="words">The command's words behind "curl".</param>
    /// <param name="folder">Where files are.</param>
    /// <returns>The answer's body, and the line break that a terminal shows behind it; empty if the body is.</returns>
    public static async Task<string> RunAsync(IReadOnlyList<string> words, string folder)
    {
        using var request = new HttpRequestMessage();
        for (var i = 0; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "-su":
                    var user = Convert.ToBase64String(Encoding.UTF8.GetBytes(words[++i]));
                    request.Headers.Authorization = new AuthenticationHeaderValue("Basic", user);
                    break;
                case "-X":
                    request.Method = HttpMethod.Parse(words[++i]);
                    break;
                case "--json":
                    var text = words[++i] is ['@', .. var file]
                        ? await File.ReadAllTextAsync(Path.Combine(folder, file))
                        : words[i];
                    request.Content = new StringContent(text, Encoding.UTF8, "application/json");
                    request.Method = request.Method == HttpMethod.Get ? HttpMethod.Post : request.Method;
                    break;
                default:
                    words[i].ShouldStartWith("http", Case.Sensitive, "the guide types no other word of curl's");
                    request.RequestUri = new Uri(words[i]);
                    break;
            }
        }

        using var client = new HttpClient();
        using var answer = await client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return body.Length == 0 ? "" : body + "\n";
    }
}
