using System.Diagnostics;
using NUnit.Framework;

namespace Ephemerd.TestBed.Monitoring;

/// <summary>The real <c>prometheus</c> and <c>promtool</c>: installed ones, or those that <c>packaging/tools.sh</c> unpacked from Debian's package.</summary>
public sealed record PrometheusTools(string Prometheus, string Promtool)
{
    private static readonly string[] Folders =
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        Path.Combine(Built.Cache, "prometheus", "usr", "bin"),
    ];

    /// <summary>Reports the test as not run when they are not here.</summary>
    public static PrometheusTools FindOrIgnore()
    {
        if (Find("prometheus") is { } server && Find("promtool") is { } tool)
        {
            return new PrometheusTools(server, tool);
        }

        Assert.Ignore("needs prometheus and promtool: `bash packaging/tools.sh` fetches them where Debian's packages can be had");
        throw new UnreachableException();
    }

    /// <summary>Runs one of them to its end and gives all that it wrote.</summary>
    public static async Task<(int Exit, string Said)> RunAsync(string tool, IReadOnlyList<string> arguments, string input, CancellationToken stop)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(stop);
            var output = process.StandardOutput.ReadToEndAsync(stop);
            await process.StandardInput.WriteAsync(input.AsMemory(), stop);
            process.StandardInput.Close();
            await process.WaitForExitAsync(stop);
            return (process.ExitCode, (await output + await errors).Trim());
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static string? Find(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
