using Ephemerd.Config;

namespace Ephemerd.Hosting.Serving;

/// <summary>
/// What a daemon stands on: a configuration without problems, a data directory that is its alone, and the environment it was started in.
/// </summary>
internal sealed record Ground(Settings Settings, DataDirectory Data, string ConfigFile, HostEnvironment Environment)
{
    /// <summary>The settings as a reload may change them.</summary>
    public SettingsInForce InForce { get; } = new(Settings);

    /// <summary>Files no job may read, wherever they are: the configuration, and those it says hold a secret.</summary>
    public IReadOnlyList<string> Hidden =>
    [
        ConfigFile,
        .. Settings.GitHubs.Select(g => g.Credential switch
        {
            TokenFromFile file => Path.GetFullPath(file.Path),
            AppCredential app => Path.GetFullPath(app.PrivateKeyFile),
            _ => null,
        }).OfType<string>(),
        .. Settings.Telemetry.OtlpHeadersFile is { } headers ? [Path.GetFullPath(headers)] : Array.Empty<string>(),
    ];
}
