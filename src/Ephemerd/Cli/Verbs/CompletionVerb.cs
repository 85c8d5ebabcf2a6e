using System.CommandLine;

namespace Ephemerd.Cli.Verbs;

/// <summary>
/// Scripts that have a shell ask this program what may follow, by the command-line library's own <c>[suggest:N]</c> directive: so what is
/// suggested is always what this version knows.
/// </summary>
internal static class CompletionVerb
{
    private const string Bash =
        """
        # bash completion of ephemerd. In ~/.bashrc: source <(ephemerd completion bash)
        _ephemerd() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _ephemerd ephemerd
        """;

    private const string Zsh =
        """
        #compdef ephemerd
        # zsh completion of ephemerd. In ~/.zshrc, after compinit: source <(ephemerd completion zsh)
        _ephemerd() {
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -a found
        }
        compdef _ephemerd ephemerd
        """;

    private const string Fish =
        """
        # fish completion of ephemerd. Once: ephemerd completion fish > ~/.config/fish/completions/ephemerd.fish
        complete -c ephemerd -f -a '(set -l line (commandline -cp); ephemerd "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)'
        """;

    public static Command Make(CliContext cli)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var verb = new Verb("completion", "Prints what makes a shell complete verbs and options of ephemerd.")
        {
            Arguments = { shell },
            Examples =
            [
                ("source <(ephemerd completion bash)", "in ~/.bashrc"),
                ("ephemerd completion fish > ~/.config/fish/completions/ephemerd.fish", "once"),
            ],
        };
        verb.SetAction(parsed => cli.Screen.Line(parsed.GetRequiredValue(shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        }));
        return verb;
    }
}
