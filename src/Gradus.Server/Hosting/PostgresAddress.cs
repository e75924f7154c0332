using Npgsql;

namespace Gradus.Server.Hosting;

/// <summary>Reads the two ways in which people write where their PostgreSQL is.</summary>
internal static class PostgresAddress
{
    /// <summary>What to say of an address that is none.</summary>
    public const string NotUnderstood =
        "--database is not understood; write it like \"Host=db;Username=gradus;Database=gradus\" or "
        + "postgres://gradus@db/gradus.";

    /// <summary>Whether an address is one of the two.</summary>
    public static bool IsUnderstood(string address)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(ToKeywords(address)).Host is { Length: > 0 };
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return false;
        }
    }

    /// <summary>Npgsql's keywords; a postgres:// or postgresql:// address is translated into them.</summary>
    public static string ToKeywords(string address)
    {
        if (
            !address.StartsWith("postgres://", StringComparison.Ordinal)
            && !address.StartsWith("postgresql://", StringComparison.Ordinal)
        )
        {
            return address;
        }

        var uri = new Uri(address);
        var userInfo = uri.UserInfo.Split(':', 2);
        var keywords = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
            Username = Uri.UnescapeDataString(userInfo[0]),
        };
        if (userInfo.Length > 1)
        {
            keywords.Password = Uri.UnescapeDataString(userInfo[1]);
        }

        foreach (var (key, value) in Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(uri.Query))
        {
            keywords[key == "sslmode" ? "SSL Mode" : key] = value.ToString();
        }

        return keywords.ToString();
    }
}
