using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;

namespace Gradus.Server.Http;

/// <summary>
/// 200 with a value that is kept in memory: it becomes JSON once, and the bytes live as long as the value does. A change of
/// the model throws the value away, and with it what was written of it.
/// </summary>
/// <typeparam name="TDto">What goes over the wire; a kept value has one form of each.</typeparam>
internal sealed class KeptAnswer<TDto> : IResult, IEndpointMetadataProvider
{
    private static readonly ConditionalWeakTable<object, byte[]> Written = [];

    private readonly byte[] _json;

    private KeptAnswer(byte[] json) => _json = json;

    /// <summary>The answer for a value.</summary>
    /// <param name="value">What is kept; immutable.</param>
    /// <param name="map">Makes the wire's value of it; always the same for one <typeparamref name="TDto"/>.</param>
    /// <param name="type">How that becomes JSON.</param>
    public static KeptAnswer<TDto> Of<T>(T value, Func<T, TDto> map, JsonTypeInfo<TDto> type)
        where T : class
    {
        if (!Written.TryGetValue(value, out var json))
        {
            json = JsonSerializer.SerializeToUtf8Bytes(map(value), type);
            Written.AddOrUpdate(value, json);
        }

        return new KeptAnswer<TDto>(json);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(TDto), ["application/json"])
        );

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "application/json";
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentLength = _json.Length;
        return response.Body.WriteAsync(_json, context.RequestAborted).AsTask();
    }
}
