using Ephemerd.Model;

namespace Ephemerd.Config;

/// <summary>Where things are, before any configuration is read.</summary>
internal static class PlaceRules
{
    public const string DataVariable = "EPHEMERD_DATA_DIR";
    public const string ConfigVariable = "EPHEMERD_CONFIG";

    /// <summary>$EPHEMERD_DATA_DIR, else the system's place for root, else the user's own.</summary>
    /// <param name="problem">Set when the variable holds no absolute path; the result then must not be used.</param>
    public static string DataDirectory(HostEnvironment host, out Problem? problem)
    {
        problem = null;
        if (host.Find(DataVariable) is not { } chosen)
        {
            return Usual(host);
        }
        if (!Path.IsPathFullyQualified(chosen))
        {
            problem = new(DataVariable, $"\"{chosen}\" is a relative path", "write the whole path, from the root");
        }
        return chosen;
    }

    /// <summary>--config, else $EPHEMERD_CONFIG, else config.toml in the data directory. A relative path is the caller's.</summary>
    public static string ConfigFile(string? flag, HostEnvironment host, string dataDirectory) =>
        flag ?? host.Find(ConfigVariable) ?? Path.Combine(dataDirectory, "config.toml");

    private static string Usual(HostEnvironment host) => host.Os switch
    {
        JobOs.Windows => Path.Combine(host.Find("ProgramData") ?? @"C:\ProgramData", "ephemerd"),
        JobOs.Linux or JobOs.MacOs => host.Privileged ? "/var/lib/ephemerd" : Path.Combine(UserData(host), "ephemerd"),
    };

    /// <summary>The XDG specification tells programs to ignore a relative value.</summary>
    private static string UserData(HostEnvironment host) => host.Find("XDG_DATA_HOME") is { } data && Path.IsPathFullyQualified(data)
        ? data
        : Path.Combine(host.Home, ".local", "share");
}
