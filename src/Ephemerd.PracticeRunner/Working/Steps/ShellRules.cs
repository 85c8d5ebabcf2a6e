namespace Ephemerd.PracticeRunner.Working.Steps;

/// <summary>Which command line a <c>shell:</c> means (GitHub's workflow syntax documentation). Pure but for looking for bash.</summary>
internal static class ShellRules
{
    /// <returns>Null when the shell is not one that is copied here.</returns>
    public static string[]? Command(string? shell, string script) => shell switch
    {
        null or "" => HasBash ? ["bash", "-e", script] : ["sh", "-e", script],
        "bash" => ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script],
        "sh" => ["sh", "-e", script],
        _ when shell.Contains("{0}", StringComparison.Ordinal) =>
            [.. shell.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Replace("{0}", script, StringComparison.Ordinal))],
        _ => null,
    };

    public static string Name(string? shell) => string.IsNullOrEmpty(shell) ? HasBash ? "bash" : "sh" : shell.Split(' ')[0];

    private static bool HasBash => File.Exists("/bin/bash") || File.Exists("/usr/bin/bash");
}
