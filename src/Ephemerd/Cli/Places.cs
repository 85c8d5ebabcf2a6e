using Ephemerd.Config;

namespace Ephemerd.Cli;

/// <summary>The two places every verb works with.</summary>
internal sealed record Places(string ConfigFile, string DataDirectory)
{
    public string ControlSocket => Path.Combine(DataDirectory, Status.Control.ControlSocket.FileName);

    /// <summary>Flags first, then the environment, then the platform's own places. A relative flag is the caller's, as with any command.</summary>
    public static Places Find(string? config, string? dataDirectory, HostEnvironment host)
    {
        var problem = default(Model.Problem);
        var data = dataDirectory is null ? PlaceRules.DataDirectory(host, out problem) : Path.GetFullPath(dataDirectory);
        return problem is null
            ? new Places(Path.GetFullPath(PlaceRules.ConfigFile(config, host, data)), data)
            : throw new VerbFault(ExitCode.Wrong, $"{problem.Where}: {problem.What}; {problem.Fix}");
    }
}
