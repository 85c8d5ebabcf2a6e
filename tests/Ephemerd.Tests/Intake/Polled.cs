using Ephemerd.Config;
using Ephemerd.Model;

namespace Ephemerd.Tests.Intake;

/// <summary>Settings of a [[github]] of which only the polling matters.</summary>
internal static class Polled
{
    public static GitHubSettings Every(TimeSpan interval, params IEnumerable<RepoName> repositories) =>
        Targeting([.. repositories.Select(r => new Target.Repository(r))]) with { PollInterval = interval, PollIntervalIdle = interval };

    public static GitHubSettings Targeting(params IReadOnlyList<Target> targets) =>
        new("github", new TokenFromEnvironment("TOKEN"), new Uri("http://localhost"), targets, Discovery.Poll, TimeSpan.FromSeconds(5))
        {
            PollIntervalIdle = TimeSpan.FromSeconds(60),
            Exclude = [],
        };
}
