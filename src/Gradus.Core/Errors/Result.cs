using System.Diagnostics.CodeAnalysis;

namespace Gradus.Core.Errors;

/// <summary>A value, or the reason there is none. Refusals travel as values; bugs and outages are exceptions.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Error? error)
    {
        _value = value;
        Error = error;
    }

    /// <summary>The refusal, or null if there is a value.</summary>
    public Error? Error { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsOk => Error is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The result is a refusal.</exception>
    public T Value => IsOk ? _value! : throw new InvalidOperationException(Error.Message);

    /// <summary>Takes the value out: true and the value, or false and the refusal.</summary>
    public bool Try([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Error? error)
    {
        value = _value;
        error = Error;
        return IsOk;
    }

    /// <summary>The value mapped, or the same refusal.</summary>
    public Result<TOut> Map<TOut>(Func<T, TOut> map) => IsOk ? map(_value!) : Error;

    /// <summary>The next step's result, or the same refusal.</summary>
    public Result<TOut> Then<TOut>(Func<T, Result<TOut>> next) => IsOk ? next(_value!) : Error;

    /// <summary>A success.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Result.Ok is the named alternate.")]
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Result.Refuse is the named alternate.")]
    public static implicit operator Result<T>(Error error) => new(default, error);
}

/// <summary>The answer of an operation that has nothing to say but that it was done.</summary>
public readonly record struct Done;
