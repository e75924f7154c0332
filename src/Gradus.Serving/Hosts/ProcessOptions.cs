using System.Globalization;
using System.Text.Json.Serialization;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Hosts;

/// <summary>How a model process is run.</summary>
/// <param name="Threads">How many threads may work on one operator.</param>
/// <param name="MemoryBytes">How much memory the process may take.</param>
internal sealed record ProcessOptions(int Threads, long MemoryBytes)
{
    /// <summary>The command line that <see cref="Parse"/> reads.</summary>
    public IReadOnlyList<string> Arguments(string path) =>
        [
            "host",
            path,
            Threads.ToString(CultureInfo.InvariantCulture),
            MemoryBytes.ToString(CultureInfo.InvariantCulture),
        ];

    /// <summary>What the gateway wrote on the command line.</summary>
    public static ProcessOptions Parse(string threads, string memory) =>
        new(int.Parse(threads, CultureInfo.InvariantCulture), long.Parse(memory, CultureInfo.InvariantCulture));
}

/// <summary>How a model process tells what its model takes and gives.</summary>
[JsonSerializable(typeof(ModelForm))]
internal sealed partial class HostJson : JsonSerializerContext;
