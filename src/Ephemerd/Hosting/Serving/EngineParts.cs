using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Runners;
using Ephemerd.Sandboxes;

namespace Ephemerd.Hosting.Serving;

/// <summary>What has to be open before the corridor can be wired.</summary>
/// <param name="Clients">In the order of the configuration's [[github]] sections.</param>
internal sealed record EngineParts(
    Settings Settings,
    InstallId Install,
    OrderLedger Ledger,
    IReadOnlyDictionary<string, ISandboxHost> Hosts,
    IReadOnlyList<(string Name, GitHubClient Client)> Clients,
    RunnerPackages Packages,
    RunnerHealth Health,
    int Seed);
