using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gradus.Core.Errors;
using Gradus.Server.Http;

namespace Gradus.Server.Mlflow;

/// <summary>A value as JSON: the one place where MLflow's answers become bytes, straight into the response's buffer.</summary>
internal sealed class JsonAnswer<T>(T value, JsonTypeInfo<T> type) : IResult
{
    public Task ExecuteAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "application/json";
        response.Headers.XContentTypeOptions = "nosniff";
        return JsonSerializer.SerializeAsync(response.BodyWriter, value, type, context.RequestAborted);
    }
}

/// <summary>Turns what a use case answered into what MLflow's clients read.</summary>
internal static class JsonAnswers
{
    private static readonly JsonAnswer<NothingDto> Nothing = new(new NothingDto(), MlflowJson.Default.NothingDto);

    /// <summary>The value mapped, or the refusal in MLflow's words.</summary>
    /// <param name="result">What the use case answered.</param>
    /// <param name="map">Makes the wire's value of it.</param>
    /// <param name="type">How that becomes JSON.</param>
    /// <param name="word">Rewords a refusal; null leaves it as it is.</param>
    public static IResult Answer<T, TDto>(
        this Result<T> result,
        Func<T, TDto> map,
        JsonTypeInfo<TDto> type,
        Func<Error, Error>? word = null
    ) =>
        result.Try(out var value, out var error)
            ? new JsonAnswer<TDto>(map(value), type)
            : MlflowErrors.Refuse(word?.Invoke(error) ?? error);

    /// <summary>As <see cref="Answer"/>, for a value that is kept in memory: it is written once.</summary>
    public static IResult AnswerKept<T, TDto>(
        this Result<T> result,
        Func<T, TDto> map,
        JsonTypeInfo<TDto> type,
        Func<Error, Error>? word = null
    )
        where T : class =>
        result.Try(out var value, out var error)
            ? KeptAnswer<TDto>.Of(value, map, type)
            : MlflowErrors.Refuse(word?.Invoke(error) ?? error);

    /// <summary>An empty object, or the refusal in MLflow's words.</summary>
    public static IResult AnswerDone(this Result<Done> result, Func<Error, Error>? word = null) =>
        result.Try(out _, out var error) ? Nothing : MlflowErrors.Refuse(word?.Invoke(error) ?? error);
}
