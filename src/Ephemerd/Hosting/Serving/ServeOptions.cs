using Ephemerd.Config;

namespace Ephemerd.Hosting.Serving;

/// <summary>What the command line and the environment say to <c>serve</c>.</summary>
internal sealed record ServeOptions(string ConfigFile, string DataDirectory, HostEnvironment Environment);
