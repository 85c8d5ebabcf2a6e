using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.GitHub.Access;
using Ephemerd.Model;
using Ephemerd.Runners;

namespace Ephemerd.Tests;

/// <summary>What these tests start as a process of its own, to kill it or to weigh it.</summary>
internal static class Child
{
    public static async Task<int> Main(string[] arguments) => arguments switch
    {
        ["pull", var url, var repo, var root] => await PullAsync(new Uri(url), RepoName.Parse(repo), root),
        _ => 2,
    };

    private static async Task<int> PullAsync(Uri url, RepoName repo, string root)
    {
        var credential = new StoredToken(() => SecretReader.Read(new TokenFromEnvironment("EPHEMERD_TEST_TOKEN"), HostEnvironment.Current()));
        using var github = new GitHubClient(url, credential, TimeProvider.System, new Random(1));
        await using var packages = new RunnerPackages(root, new RunnerHealth(), TimeProvider.System);
        var wish = new RunnerWish(RunnerPlatform.Of(JobOs.Linux, System.Runtime.InteropServices.Architecture.X64));
        var answer = await packages.ObtainAsync(github, repo, wish, CancellationToken.None);
        Console.WriteLine(answer.TryGet(out var package, out var fault) ? package.Path : fault.Message);
        if (OperatingSystem.IsLinux())
        {
            var peak = (await File.ReadAllLinesAsync("/proc/self/status")).Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            Console.WriteLine($"peak_kib {peak[6..].Replace("kB", "", StringComparison.Ordinal).Trim()}");
        }

        return fault is null ? 0 : 1;
    }
}
