using System.Text.Json;

namespace Gradus.Crash.Tests.Histories;

/// <summary>How operations are asked over the wire, and what the answers say.</summary>
internal interface IDialect
{
    /// <summary>The request, relative to the server's address.</summary>
    HttpRequestMessage Ask(string model, Operation operation);

    /// <summary>What an answer to it says, in the words of <see cref="Said"/>.</summary>
    string Read(Operation operation, JsonElement answer);
}
