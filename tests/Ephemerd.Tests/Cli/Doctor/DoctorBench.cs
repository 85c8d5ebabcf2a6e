using System.Text.Json;
using NUnit.Framework;

namespace Ephemerd.Tests.Cli.Doctor;

/// <summary>Places for one doctor: a configuration, a token and perhaps a data directory.</summary>
internal sealed class DoctorBench : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ephemerd-doctor-");

    /// <summary>A job's user must be able to pass through to its slot.</summary>
    public DoctorBench() => _folder.UnixFileMode = (UnixFileMode)0b111_001_001;

    /// <summary>Nothing listens there.</summary>
    public static Uri Nobody { get; } = new("http://127.0.0.1:9");

    public string Config => Path.Combine(_folder.FullName, "config.toml");

    public string TokenFile => Path.Combine(_folder.FullName, "token");

    public string Data => Path.Combine(_folder.FullName, "data");

    public string Socket => Path.Combine(Data, "control.sock");

    public Task ConfigureAsync(Uri url, string token, CancellationToken stop, string more = "", string target = "acme/app") =>
        WriteAsync(url, token, $"{more}[[github]]\nname = \"work\"\napi_url = \"{{url}}\"\ntoken_file = \"{TokenFile}\"\ntargets = [\"{target}\"]\n[defaults]\nlinux = \"pretend\"\negress = \"open\"\n", stop);

    /// <param name="config"><c>{url}</c> stands for the address, <c>{token}</c> for the file of the secret.</param>
    public async Task WriteAsync(Uri url, string secret, string config, CancellationToken stop)
    {
        await File.WriteAllTextAsync(TokenFile, secret, stop);
        File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(
            Config, config.Replace("{url}", url.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal).Replace("{token}", TokenFile, StringComparison.Ordinal), stop);
    }

    public async Task<(int Exit, Dictionary<string, Found> Findings)> AskAsync(CancellationToken stop, params string[] more)
    {
        var (exit, output, errors) = await BuiltProgram.RunAsync(stop, ["doctor", "--json", "--config", Config, "--data-dir", Data, .. more]);
        Assert.That(errors, Is.Empty);
        return (exit, JsonDocument.Parse(output).RootElement.GetProperty("findings").EnumerateArray().ToDictionary(
            f => f.GetProperty("name").GetString()!,
            f => new Found(f.GetProperty("verdict").GetString()!, f.GetProperty("fact").GetString()!, f.GetProperty("fix").GetString())));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    internal sealed record Found(string Verdict, string Fact, string? Fix);
}
