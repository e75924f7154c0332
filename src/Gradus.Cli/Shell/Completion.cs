using System.CommandLine;
using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Shell;

/// <summary><c>gradus completion SHELL</c>: a script that asks the program itself what could come next.</summary>
internal static class Completion
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _gradus() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _gradus gradus
            """,
        ["zsh"] = """
            #compdef gradus
            _gradus() {
                local -a words_found
                words_found=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                [[ -n "${words_found[*]}" ]] && compadd -- $words_found || _files
            }
            compdef _gradus gradus
            """,
        ["fish"] = """
            complete -c gradus -a '(gradus "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName gradus -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                gradus "[suggest:$cursorPosition]" "$commandAst" 2>$null |
                    Where-Object { $_ -like "$wordToComplete*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """,
    };

    public static Verb Create()
    {
        var shell = new Argument<string>("shell") { HelpName = "SHELL", Description = "bash, zsh, fish or pwsh." };
        shell.CompletionSources.Add([.. Scripts.Keys]);
        var verb = new Verb("completion", "Print a script that completes Gradus's commands in your shell.")
        {
            Group = Root.Rest,
            Arguments = { shell },
            Examples = ["completion bash >> ~/.bashrc", "completion fish > ~/.config/fish/completions/gradus.fish"],
        };
        verb.Does(run =>
        {
            var script = Scripts.GetValueOrDefault(run.Get(shell));
            if (script is null)
            {
                throw new UsageException(
                    $"There is no completion for '{run.Get(shell)}'. Shells: {string.Join(", ", Scripts.Keys)}."
                );
            }

            run.Terminal.Output.WriteLine(script);
            return ExitCode.Done;
        });
        return verb;
    }
}
