using System.Diagnostics;
using Ephemerd.TestBed;

namespace Ephemerd.Tests.Cli;

/// <summary>The built program, run to its end as a process of its own.</summary>
internal static class BuiltProgram
{
    public static Task<(int Exit, string Output, string Errors)> RunAsync(CancellationToken stop, params string[] arguments) =>
        RunAsync(new Dictionary<string, string>(StringComparer.Ordinal), stop, arguments);

    public static async Task<(int Exit, string Output, string Errors)> RunAsync(
        IReadOnlyDictionary<string, string> environment, CancellationToken stop, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync(stop);
        var errors = process.StandardError.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, await output, await errors);
    }

    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var how = new ProcessStartInfo(Built.DotNet, [Built.Assembly("Ephemerd", "ephemerd.dll"), .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        how.Environment.Remove("EPHEMERD_CONFIG");
        how.Environment.Remove("EPHEMERD_DATA_DIR");
        foreach (var (name, value) in environment)
        {
            how.Environment[name] = value;
        }

        return Process.Start(how)!;
    }
}
