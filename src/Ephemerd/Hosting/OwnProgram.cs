using Ephemerd.Config;
using Ephemerd.Processes;

namespace Ephemerd.Hosting;

/// <summary>The programs that are built with this one, as commands to start: itself, and the forge in a folder beside it.</summary>
internal sealed class OwnProgram(HostEnvironment host)
{
    /// <summary>What a .NET program and its terminal need; nothing else of the caller's environment is passed on.</summary>
    private static readonly string[] Passed =
        ["PATH", "HOME", "TMPDIR", "TERM", "LANG", "NO_COLOR", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "SystemRoot", "TEMP", "USERPROFILE"];

    private static readonly string Folder = AppContext.BaseDirectory;

    /// <summary>The packed practice runner beside the program; null when this build did not make one.</summary>
    public static string? PracticeRunner =>
        Directory.Exists(Path.Combine(Folder, "practice-runner"))
            ? Directory.EnumerateFiles(Path.Combine(Folder, "practice-runner"), "actions-runner-*.tar.gz").Order(StringComparer.Ordinal).FirstOrDefault()
            : null;

    /// <summary>The program of pretended runners: the practice runner, unpacked beside the program.</summary>
    public static string PracticeListener => Path.Combine(Folder, "practice-runner", "tree", "bin", "Runner.Listener");

    public ChildCommand Daemon(params IReadOnlyList<string> arguments) => Program(Path.Combine(Folder, "ephemerd"), arguments);

    /// <summary>Null when the forge is not beside this program.</summary>
    public ChildCommand? Forge(params IReadOnlyList<string> arguments)
    {
        var path = Path.Combine(Folder, "forge", "ephemerd-forge");
        return File.Exists(path + ".dll") ? Program(path, arguments) : null;
    }

    /// <summary>By the program's own launcher, or by the <c>dotnet</c> we were started with where a copy lacks the launcher.</summary>
    private ChildCommand Program(string path, IReadOnlyList<string> arguments)
    {
        var launcher = OperatingSystem.IsWindows() ? path + ".exe" : path;
        var host = Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : null;
        return host is null
            ? new ChildCommand(launcher, arguments, Directory.GetCurrentDirectory(), Variables)
            : new ChildCommand(host, [path + ".dll", .. arguments], Directory.GetCurrentDirectory(), Variables);
    }

    private Dictionary<string, string> Variables => Passed
        .Select(name => (Name: name, Value: host.Find(name)))
        .Where(v => v.Value is not null)
        .ToDictionary(v => v.Name, v => v.Value!, StringComparer.Ordinal);
}
