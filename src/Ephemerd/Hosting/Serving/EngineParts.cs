using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Ledger;
using Ephemerd.Runners;
using Ephemerd.Sandboxes;

namespace Ephemerd.Hosting.Serving;

/// <summary>What has to be open before the corridor can be wired.</summary>
internal sealed record EngineParts(
    Settings Settings,
    DataDirectory Data,
    OrderLedger Ledger,
    IReadOnlyDictionary<string, ISandboxHost> Hosts,
    GitHubDoors GitHub,
    RunnerPackages Packages,
    RunnerHealth Health,
    int Seed)
{
    /// <summary>The settings as they are from time to time; <see cref="Settings"/> are those of the start.</summary>
    public required SettingsInForce InForce { get; init; }
}
