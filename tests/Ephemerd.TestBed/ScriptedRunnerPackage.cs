namespace Ephemerd.TestBed;

/// <summary>
/// A runner package whose listener is a shell script that says what a listener says and then runs its <c>.runner</c> file, so that a test's
/// registration is the payload. It has a real package's layout (bin, externals) and leaves its registration files in place unless the script removes them.
/// </summary>
public sealed class ScriptedRunnerPackage : IDisposable
{
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    public ScriptedRunnerPackage()
    {
        Folder = Directory.CreateTempSubdirectory("package-").FullName;
        File.SetUnixFileMode(Folder, Executable);
        var bin = Directory.CreateDirectory(Path.Combine(Folder, "bin"), Executable).FullName;
        Directory.CreateDirectory(Path.Combine(Folder, "externals"), Executable);
        Add(bin, "Runner.Listener", "#!/bin/sh\n[ \"${1-}\" = --version ] && exit 0\n[ \"${1-}\" = pretend ] && cd \"$7\"\necho Listening for Jobs\n. ./.runner\n");
        Add(bin, "Runner.Worker", "#!/bin/sh\nsleep 600\n");
    }

    public string Folder { get; }

    public string Listener => Path.Combine(Folder, "bin", "Runner.Listener");

    /// <summary>A just-in-time configuration, as GitHub encodes it, whose runner is a shell script.</summary>
    public static string Encode(string script)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [".runner"] = script,
            [".credentials"] = "{}",
            [".credentials_rsaparams"] = "{\"d\":\"private-key-of-the-runner\"}",
        };
        var json = string.Join(',', files.Select(f => $"\"{f.Key}\":\"{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(f.Value))}\""));
        return Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{{{json}}}"));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Add(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, Executable);
    }
}
