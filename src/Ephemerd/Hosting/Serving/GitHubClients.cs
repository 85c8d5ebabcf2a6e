using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Model;

namespace Ephemerd.Hosting.Serving;

/// <summary>One client per [[github]] section, in its order.</summary>
internal sealed class GitHubClients : IDisposable
{
    private GitHubClients(IReadOnlyList<(string Name, GitHubClient Client)> all, IReadOnlyList<Problem> problems)
    {
        All = all;
        Problems = problems;
    }

    public IReadOnlyList<(string Name, GitHubClient Client)> All { get; }

    /// <summary>Credentials that cannot be read now. Read again whenever GitHub refuses one, so this is about the start alone.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    public static GitHubClients Make(Settings settings, HostEnvironment environment, TimeProvider clock)
    {
        var problems = settings.GitHubs.Select(g => SecretReader.Read(g.Credential, environment).Problem).OfType<Problem>().ToList();
        var clients = settings.GitHubs.Select((g, i) => (g.Name, new GitHubClient(g.ApiUrl, Credential(g, environment), clock, new Random(i)))).ToList();
        return new GitHubClients(clients, problems);
    }

    public void Dispose()
    {
        foreach (var (_, client) in All)
        {
            client.Dispose();
        }
    }

    private static Credential Credential(GitHubSettings github, HostEnvironment environment) =>
        new(github.Name, _ => ValueTask.FromResult(SecretReader.Read(github.Credential, environment).Secret));
}
