using Gradus.Artifacts.Local;
using Gradus.Core.Faults;
using Gradus.Data;
using Gradus.Data.Artifacts;

namespace Gradus.Server.Artifacts;

/// <summary>
/// Ties a database to the folder that holds its artifacts: both carry the same id. A server that is started with another
/// folder is refused, since it would find the registry's bytes missing.
/// </summary>
internal static class StoreIdentity
{
    private const string FileName = "store-id";

    /// <summary>Gives a folder the id that its database carries already.</summary>
    public static void Write(string artifacts, string id) => DurableFile.Write(Path.Join(artifacts, FileName), id);

    /// <summary>Gives a new database and a new folder one id, or makes sure that they have the same.</summary>
    /// <exception cref="DatabaseUnavailableException">They belong to different registries.</exception>
    public static async Task MatchAsync(Database database, string artifacts)
    {
        var file = Path.Join(artifacts, FileName);
        if (!File.Exists(file))
        {
            Write(artifacts, Guid.CreateVersion7().ToString("N"));
        }

        Failpoints.Pass(Failpoint.StoreNamed);
        var ofFolder = await File.ReadAllTextAsync(file);
        if (await new StoreIdentityStore(database).ClaimAsync(ofFolder) != ofFolder)
        {
            throw new DatabaseUnavailableException(
                $"This database belongs to another artifacts folder than {artifacts}: start the server with the --data "
                    + "folder that the database was first used with."
            );
        }
    }
}
