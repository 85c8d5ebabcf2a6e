using Ephemerd.Model;

namespace Ephemerd.Config;

/// <summary>What is asked of the machine and the caller's environment: variables, who runs this, and where his home is.</summary>
/// <param name="Variable">The value of an environment variable; null when it is not set.</param>
/// <param name="Privileged">Root, or an elevated administrator.</param>
internal sealed record HostEnvironment(Func<string, string?> Variable, JobOs Os, bool Privileged, string Home)
{
    public static HostEnvironment Current() => new(
        Environment.GetEnvironmentVariable,
        OperatingSystem.IsWindows() ? JobOs.Windows : OperatingSystem.IsMacOS() ? JobOs.MacOs : JobOs.Linux,
        Environment.IsPrivilegedProcess,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <summary>A variable that is set and not empty: an empty one means the same as none everywhere here.</summary>
    public string? Find(string name) => Variable(name) is { Length: > 0 } value ? value : null;
}
