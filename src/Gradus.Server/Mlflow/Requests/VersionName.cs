using Gradus.Core.Errors;

namespace Gradus.Server.Mlflow.Requests;

/// <summary>A version as a client names it.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Typed">The version as typed; messages repeat it.</param>
/// <param name="Number">The number that means; 0, which no version has, for one out of range.</param>
internal readonly record struct VersionName(string Model, string Typed, int Number)
{
    /// <summary>Reads a number as Python's int() does: blanks around it, a sign, '_' between digits.</summary>
    public static Result<int> ParseNumber(string text)
    {
        var digits = text.AsSpan().Trim();
        var isNegative = digits.StartsWith('-');
        if (isNegative || digits.StartsWith('+'))
        {
            digits = digits[1..];
        }

        var number = 0L;
        var afterDigit = false;
        foreach (var c in digits)
        {
            if (char.IsAsciiDigit(c))
            {
                number = Math.Min((number * 10) + (c - '0'), int.MaxValue + 1L);
                afterDigit = true;
            }
            else if (c == '_' && afterDigit)
            {
                afterDigit = false;
            }
            else
            {
                return Refuse(text);
            }
        }

        if (!afterDigit)
        {
            return Refuse(text);
        }

        return isNegative || number > int.MaxValue ? 0 : (int)number;
    }

    /// <summary>A refusal in MLflow's words: whether the model or the version is missing, the version is not found.</summary>
    public Error Word(Error error) =>
        error.Code is ErrorCode.ModelNotFound or ErrorCode.VersionNotFound
            ? new Error(
                ErrorCode.VersionNotFound,
                $"Model Version (name={Model}, version={PythonForm.Shorten(Typed)}) not found",
                Typed
            )
            : error;

    private static Error Refuse(string text) =>
        Error.Invalid($"Parameter 'version' must be an integer, got {PythonForm.Repr(text)}.", "version");
}
