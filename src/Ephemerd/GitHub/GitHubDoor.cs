using Ephemerd.Config;

namespace Ephemerd.GitHub;

/// <summary>One [[github]]: its settings, and the client that speaks under its credential.</summary>
internal sealed record GitHubDoor(GitHubSettings Settings, IGitHub GitHub)
{
    public string Name => Settings.Name;

    /// <summary>Targets that GitHub has to be asked for.</summary>
    public IEnumerable<Target> Wildcards => Settings.Targets.Where(t => t is not Target.Repository);
}
