namespace Ephemerd.TestBed.Daemon;

/// <summary>A daemon's places in a temporary directory: data, configuration, token. Outlives the daemons that are started in it one after another.</summary>
public sealed class DaemonHome : IDisposable
{
    /// <summary>A job's user must be able to pass through to its own slot, and see nothing else.</summary>
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("ephemerd-serving-");

    public DaemonHome()
    {
        _root.UnixFileMode = Passable;
    }

    public string Root => _root.FullName;

    public string Data => Path.Combine(Root, "data");

    public string Config => Path.Combine(Root, "config.toml");

    public string TokenFile => Path.Combine(Root, "token");

    public string Database => Path.Combine(Data, "ephemerd.db");

    public string Socket => Path.Combine(Data, "control.sock");

    public string RunFolder(string run) => Path.Combine(Data, "runs", run);

    public string Slot(string run) => Path.Combine(Data, "slots", run);

    public void Write(string config, string token)
    {
        File.WriteAllText(Config, config);
        File.WriteAllText(TokenFile, token);
        File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Dispose() => _root.Delete(recursive: true);
}
