using Cronos;
using Gradus.Core.Artifacts;
using Gradus.Core.Models;
using Gradus.Core.Signing;
using Gradus.Core.Stages;

namespace Gradus.Policies.Shapes;

/// <summary>The forms that texts have in the file.</summary>
internal static class Forms
{
    private const int MaxRunnerLength = 40;
    private const int MaxLabelLength = 63;

    public static readonly TextShape Line = new("text", Printable);
    public static readonly TextShape Word = new("text", Printable, TakesNumbers: true);
    public static readonly TextShape Description = new("text", _ => null, MaxLength: Text.MaxDescriptionLength);
    public static readonly TextShape Stage = new(
        "a stage's name",
        text => StageName.Parse(text).Error?.Message,
        null,
        64
    );
    public static readonly TextShape Alias = new("an alias", text => AliasName.Parse(text).Error?.Message, null, 255);
    public static readonly TextShape Dataset = new("a data set's name", RefuseDataset, "^[^/:]+$", ModelName.MaxLength);
    public static readonly TextShape Name = new("a name", Printable, null, 255);
    public static readonly TextShape Variable = new(
        "a variable's name",
        RefuseVariable,
        "^[A-Za-z_][A-Za-z0-9_]*$",
        255
    );
    public static readonly TextShape Runner = new(
        "a runner's name",
        RefuseRunner,
        "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
        MaxRunnerLength
    );
    public static readonly TextShape Namespace = new(
        "a namespace",
        RefuseNamespace,
        "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
        MaxLabelLength
    );
    public static readonly TextShape Pattern = new("a name, in which * stands for anything", Printable, null, 512);
    public static readonly TextShape Metric = new("a metric's name", RefuseMetric, "^[A-Za-z0-9_./@-]+$", 250);
    public static readonly TextShape Url = new(
        "a URL of http or https",
        RefuseUrl,
        "^https?://[^/@\\s]+(/\\S*)?$",
        2_000
    );

    public static readonly TextShape PublicKey = Pem(
        "a public key in PEM",
        "PUBLIC KEY",
        text => TrustedKey.Parse(text).Error?.Message
    );

    public static readonly TextShape Certificate = Pem(
        "a root certificate in PEM",
        "CERTIFICATE",
        text => TrustedRoot.Parse(text).Error?.Message
    );

    public static readonly TextShape SignatureFile = new(
        $"a path that ends with {Core.Signing.SignatureFile.Extension}",
        RefuseSignatureFile,
        @"\.sig$",
        ArtifactPath.MaxLength
    );

    public static readonly TextShape Duration = Of(
        "a duration such as 30s, 10m, 24h or 7d",
        text => Measures.Duration(text) > TimeSpan.Zero,
        Measures.DurationPattern
    );

    public static readonly TextShape Pause = Of(
        "a duration such as 30s, 10m, 24h or 7d, or 0s",
        text => Measures.Duration(text) is not null,
        Measures.DurationPattern
    );

    public static readonly TextShape Size = Of(
        "a size such as 500kB, 200MB or 2GiB",
        text => Measures.Size(text) is not null,
        Measures.SizePattern
    );

    public static readonly TextShape Percent = Of(
        "a share such as 2%",
        text => Measures.Percent(text) is not null,
        Measures.PercentPattern
    );

    public static readonly TextShape Share = Of(
        "a share from 0% to 100%, such as 2%",
        text => Measures.Percent(text) is <= 1,
        Measures.PercentPattern
    );

    public static readonly TextShape CanaryStep = Of(
        "shadow, or a share above 0% and up to 100%, such as 5%",
        text => text == Words.Shadow || Measures.Percent(text) is > 0 and <= 1,
        $"^({Words.Shadow}|{Measures.PercentPattern.Trim('^', '$')})$"
    );

    public static readonly TextShape Header = Of(
        "a header's name of letters, digits and -",
        text => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'),
        "^[A-Za-z0-9-]+$"
    );

    public static readonly TextShape Confidence = Of(
        "a share from 50% to 99.99%, such as 95%",
        text => Measures.Percent(text) is >= 0.5 and <= 0.9999,
        Measures.PercentPattern
    );

    public static readonly TextShape Cron = Of(
        "a cron expression of five fields, such as 0 17 * * FRI (minute, hour, day, month, weekday)",
        text => CronExpression.TryParse(text, CronFormat.Standard, out _),
        null
    );

    public static readonly TextShape TimeZone = new("a time zone", RefuseTimeZone, null, 100);

    private static TextShape Of(string says, Func<string, bool> isRight, string? pattern) =>
        new(says, text => isRight(text) ? null : $"must be {says}, not '{Yaml.YamlScalar.Quote(text)}'.", pattern, 200);

    private static TextShape Pem(string says, string label, Func<string, string?> refuse) =>
        new(says, refuse, $"^\\s*-----BEGIN {label}-----");

    private static string? RefuseSignatureFile(string text) =>
        !ArtifactPath.Parse(text).IsOk ? "must be the path of a file among the version's, such as model.sig."
        : text.EndsWith(Core.Signing.SignatureFile.Extension, StringComparison.Ordinal) ? null
        : $"must end with {Core.Signing.SignatureFile.Extension}: only such files are read as signatures when a version is registered.";

    private static string? Printable(string text) =>
        string.IsNullOrWhiteSpace(text) ? "must not be empty."
        : Text.IsPrintable(text) ? null
        : "holds a control character.";

    private static string? RefuseDataset(string text) =>
        ModelName.Parse(text).IsOk
            ? null
            : "must be a data set's name: not blank, and without '/', ':' or control characters.";

    private static string? RefuseMetric(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or '@')
            ? null
            : $"must be a metric's name of letters, digits and _ - . / @, not '{Yaml.YamlScalar.Quote(text)}'.";

    private static string? RefuseRunner(string text) =>
        IsLabel(text)
            ? null
            : $"must be lower-case letters, digits and '-' between them, such as gpu, not '{Yaml.YamlScalar.Quote(text)}'.";

    private static string? RefuseNamespace(string text) =>
        IsLabel(text)
            ? null
            : $"must be a Kubernetes namespace, lower-case letters, digits and '-' between them, not '{Yaml.YamlScalar.Quote(text)}'.";

    // As Kubernetes wants the names of labels and namespaces (RFC 1123).
    private static bool IsLabel(string text) =>
        text.Length > 0
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && text[0] != '-'
        && text[^1] != '-';

    private static string? RefuseVariable(string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? null
            : $"Variable '{Yaml.YamlScalar.Quote(text)}' must be letters, digits and '_', and not begin with a digit.";

    private static string? RefuseUrl(string text) =>
        !Uri.TryCreate(text, UriKind.Absolute, out var url)
        || url.Scheme is not ("http" or "https")
        || url.Host.Length == 0
        || text.Any(char.IsWhiteSpace)
            ? $"must be a URL that begins with http:// or https://, not '{Yaml.YamlScalar.Quote(text)}'."
        : url.UserInfo.Length > 0 ? "must not hold credentials: a policy is read by many, and kept for good."
        : null;

    private static string? RefuseTimeZone(string text) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(text, out _)
            ? null
            : $"must be a time zone this machine knows, such as UTC, Europe/Berlin or America/New_York, not '{Yaml.YamlScalar.Quote(text)}'.";
}
