namespace Ephemerd.Hosting.Demo;

/// <summary>The demo's own directory: data, configuration, token and the two programs' logs. Gone with this object unless it is to be kept.</summary>
internal sealed class DemoPlaces : IDisposable
{
    /// <summary>A job's user must be able to pass through to its own slot, and see nothing else.</summary>
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("ephemerd-demo-");

    public DemoPlaces()
    {
        if (!OperatingSystem.IsWindows())
        {
            _root.UnixFileMode = Passable;
        }

        Directory.CreateDirectory(Data);
    }

    /// <summary>Set when there is something in it that an operator should look at.</summary>
    public bool Keep { get; set; }

    public string Root => _root.FullName;

    public string Data => Path.Combine(Root, "data");

    public string Config => Path.Combine(Root, "config.toml");

    public string Token => Path.Combine(Root, "token");

    public string ServeLog => Path.Combine(Root, "serve.log");

    public string ForgeLog => Path.Combine(Root, "forge.log");

    public string Database => Path.Combine(Data, "ephemerd.db");

    /// <summary>The end of the daemon's log, for when it failed.</summary>
    public string LastWords => File.Exists(ServeLog) ? string.Join('\n', File.ReadLines(ServeLog).TakeLast(15)) : "it said nothing";

    public void Dispose()
    {
        if (!Keep)
        {
            _root.Delete(recursive: true);
        }
    }
}
