using System.Runtime.InteropServices;

namespace Ephemerd.TestBed;

/// <summary>Where the build put the programs that tests start as processes of their own.</summary>
public static class Built
{
    /// <summary>The <c>dotnet</c> that runs this test.</summary>
    public static string DotNet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host
        ? host
        : Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>The root of the source tree this test was built from.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Where tests keep what is slow to make, outside the source tree.</summary>
    public static string Cache { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "ephemerd-tests");

    /// <summary>A project's assembly in the same configuration as this test's own: <c>artifacts/bin/&lt;project&gt;/&lt;configuration&gt;/</c>.</summary>
    /// <exception cref="FileNotFoundException">It has not been built.</exception>
    public static string Assembly(string project, string file)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, file);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{project} has not been built: {path} is missing.", path);
    }

    private static string FindRepository()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Ephemerd.sln")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Ephemerd.sln above {AppContext.BaseDirectory}.");
    }
}
