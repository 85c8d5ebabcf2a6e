using Ephemerd.Processes;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Bubblewrap;

/// <summary>Starts this suite again in a process of its own, behind a command that changes what it may do.</summary>
internal static class ThisSuite
{
    /// <param name="through">A command that runs the rest of its arguments.</param>
    /// <param name="filter">Part of the names of the tests to run.</param>
    /// <param name="home">Where it may write.</param>
    /// <param name="repository">Where the child finds the project, if not where it is.</param>
    public static async Task<ChildOutcome> RunAsync(IReadOnlyList<string> through, string filter, string home, CancellationToken stop, string? repository = null)
    {
        var suite = Path.GetRelativePath(Built.Repository, typeof(ThisSuite).Assembly.Location);
        var dotnet = Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath! : "dotnet";
        var command = ChildCommand.Tool(
            through[0], [.. through.Skip(1), dotnet, "vstest", Path.Combine(repository ?? Built.Repository, suite), $"--TestCaseFilter:FullyQualifiedName~{filter}"]);
        var environment = new Dictionary<string, string>(ChildCommand.PlainEnvironment, StringComparer.Ordinal)
        {
            ["HOME"] = home, ["TMPDIR"] = home, ["DOTNET_NOLOGO"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        };
        var outcome = await Children.RunAsync(
            command with { Environment = environment, WorkingDirectory = home }, TimeSpan.FromMinutes(3), TimeProvider.System, stop);
        TestContext.Out.WriteLine(outcome.Output);
        return outcome;
    }
}
