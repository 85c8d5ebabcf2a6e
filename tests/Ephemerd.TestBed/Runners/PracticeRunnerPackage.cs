using System.Diagnostics;

namespace Ephemerd.TestBed.Runners;

/// <summary>
/// The runner package under test: the unpacked tree and the archive. Made by <c>packaging/practice-runner.sh</c> when it is not there
/// yet; with <c>EPHEMERD_REAL_RUNNER</c> set to an unpacked actions/runner, that one instead.
/// </summary>
public sealed record PracticeRunnerPackage(string Tree, string Archive, string Version)
{
    public const string DefaultVersion = "2.999.0";

    private static readonly Lazy<Task<PracticeRunnerPackage>> Default = new(() => MakeAsync(DefaultVersion));

    private static string? RealRunner => Environment.GetEnvironmentVariable("EPHEMERD_REAL_RUNNER") is { Length: > 0 } directory ? directory : null;

    /// <summary>True when the package is the real actions/runner, which knows neither <c>pretend</c> nor a time scale.</summary>
    public static bool IsReal => RealRunner is not null;

    /// <summary>The package, made at most once per test process and not at all when it is up to date.</summary>
    public static Task<PracticeRunnerPackage> FindAsync() => Default.Value;

    /// <summary>The same practice runner under another version number; its tree is still that of the default version.</summary>
    public static Task<PracticeRunnerPackage> RepackAsync(string version) => MakeAsync(version);

    /// <summary>The same tree in another folder, for who cannot enter where it lies. Hard links: nobody writes to it, and symbolic ones would lead back.</summary>
    public Task LinkTreeAsync(string into) => RunAsync("cp", "-al", Tree + "/.", into);

    private static async Task<PracticeRunnerPackage> MakeAsync(string version)
    {
        if (RealRunner is { } real)
        {
            return await RealRunnerPackage.MakeAsync(real);
        }

        var archive = (await RunAsync("bash", Path.Combine(Built.Repository, "packaging", "practice-runner.sh"), version)).Trim();
        return new PracticeRunnerPackage(Path.Combine(Path.GetDirectoryName(archive)!, "tree"), archive, version);
    }

    /// <summary>Runs a command to its end and gives what it wrote to standard output.</summary>
    internal static async Task<string> RunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
    }
}
