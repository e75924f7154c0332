using System.Globalization;
using System.Text;

namespace Gradus.Load.Wire;

/// <summary>A request as the bytes that go over the wire, made before the clock starts.</summary>
internal static class Request
{
    public static byte[] Get(string path) => Encoding.UTF8.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");

    public static byte[] Post(string path, string json) => WithBody("POST", path, json);

    public static byte[] Put(string path, string json) => WithBody("PUT", path, json);

    /// <summary>The head of an upload whose body follows by other means.</summary>
    public static byte[] PutHead(string path, long length) =>
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"PUT {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: {length}\r\n\r\n"
            )
        );

    private static byte[] WithBody(string method, string path, string json) =>
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}"
            )
        );
}
