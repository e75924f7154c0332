using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Policies;

namespace Gradus.Cli.Policies;

/// <summary><c>gradus policy init PRESET [FILE]</c>: asks no server.</summary>
internal static class Init
{
    public static Verb Create()
    {
        var preset = Words.Text("preset", "PRESET", $"{string.Join(", ", PolicyPresets.Names)}.");
        preset.CompletionSources.Add([.. PolicyPresets.Names]);
        preset.Validators.Add(result =>
        {
            if (PolicyPresets.Find(result.Tokens[0].Value) is null)
            {
                result.AddError(
                    $"There is no preset '{result.Tokens[0].Value}'. Presets: {string.Join(", ", PolicyPresets.Names)}."
                );
            }
        });
        var file = PolicyText.Argument();
        var force = new Option<bool>("--force") { Description = "Write over a file that is there." };
        var verb = new Verb("init", "Write a policy file to begin with. Needs no server.")
        {
            Arguments = { preset, file },
            Options = { force },
            Notes =
            [
                "open lets everything through, as MLflow does. team asks for gates and one approval before Production. "
                    + "regulated asks for more: four eyes, soak, model cards. Each file explains itself.",
            ],
            Examples = ["policy init team", "policy init regulated rules/production.yaml"],
        };
        verb.Does((run, cancel) => WriteAsync(run, run.Get(preset), run.Get(file), run.Get(force), cancel));
        return verb;
    }

    private static async Task<int> WriteAsync(Run run, string preset, string file, bool force, CancellationToken cancel)
    {
        if (File.Exists(file) && !force)
        {
            throw new IOException($"'{file}' is there already and was left as it is. To write over it: --force");
        }

        await File.WriteAllTextAsync(file, PolicyPresets.Find(preset), cancel);
        return run.Done($"Wrote the policy '{preset}' to {file}. Look at it, then: gradus policy plan {file}");
    }
}
