using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gradus.Load.Data;

/// <summary>A registry to measure on: so many models with so many versions each, and what they are called.</summary>
internal sealed record Shape(int Models, int VersionsEach)
{
    /// <summary>How many versions share one value of the tag "batch".</summary>
    public const int BatchSize = 20;

    public int Versions => Models * VersionsEach;

    /// <summary>"100 × 20".</summary>
    public string Label => string.Create(CultureInfo.InvariantCulture, $"{Models:N0} × {VersionsEach}");

    /// <summary>The model that stands for the hot one.</summary>
    public string HotModel => Model(Models / 2);

    public static string Model(int model) => string.Create(CultureInfo.InvariantCulture, $"model-{model:D5}");

    public static string Source(int model, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"s3://models/{Model(model)}/{version}/model.onnx");

    public static string RunId(int model, int version) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Source(model, version))))[..32];

    public string Batch(int model, int version) => Batch(((model * VersionsEach) + version - 1) / BatchSize);

    public static string Batch(int batch) => string.Create(CultureInfo.InvariantCulture, $"b-{batch}");

    /// <summary>Requests that ask for a different model each time.</summary>
    public Func<int, Func<byte[]>> Spread(Func<string, byte[]> request)
    {
        var requests = Enumerable.Range(0, Models).Select(model => request(Model(model))).ToArray();
        return client =>
        {
            var random = new Random(client);
            return () => requests[random.Next(requests.Length)];
        };
    }

    /// <summary>Requests that all ask for the same model.</summary>
    public Func<int, Func<byte[]>> Hot(Func<string, byte[]> request)
    {
        var only = request(HotModel);
        return _ => () => only;
    }
}
