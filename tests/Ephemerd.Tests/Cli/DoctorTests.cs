using System.Text.Json;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Cli;

[CancelAfter(90_000)]
public sealed class DoctorTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("ephemerd-doctor-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task A_fit_machine_is_told_so_and_a_refused_token_is_told_apart(CancellationToken stop)
    {
        await using var forge = await ForgeProcess.StartAsync(stop: stop);
        await forge.Admin.CreateRepositoryAsync("acme/app", stop: stop);
        var config = await ConfigureAsync(forge.Url.AbsoluteUri.TrimEnd('/'), await forge.Admin.CreateTokenAsync(stop: stop), stop);

        var (exit, findings) = await AskAsync(config, stop);
        Assert.That(exit, Is.Zero, string.Join('\n', findings));
        Assert.That(findings["configuration"].Verdict, Is.EqualTo("ok"));
        Assert.That(findings["github \"work\""].Verdict, Is.EqualTo("ok"));
        Assert.That(findings["daemon"].Verdict, Is.EqualTo("not_run"));
        Assert.That(findings["runner release"].Verdict, Is.EqualTo("warn"));
        Assert.That(findings["backends"].Verdict, Is.EqualTo("not_run"), "there is no data directory to try them in");
        Assert.That(findings["leftovers"].Verdict, Is.EqualTo("ok"));
        Assert.That(findings["socket"].Verdict, Is.EqualTo("not_run"));
        Assert.That(findings["github \"work\" clock"].Verdict, Is.EqualTo("ok"));
        Assert.That(findings["github \"work\" Actions: read"].Verdict, Is.EqualTo("ok"));
        Assert.That(findings["github \"work\" Administration: read and write"].Fact, Does.Contain("scope repo"));

        await File.WriteAllTextAsync(TokenFile, "ghp_wrong", stop);
        (exit, findings) = await AskAsync(config, stop);
        Assert.That(exit, Is.EqualTo(1));
        Assert.That(findings["github \"work\""].Verdict, Is.EqualTo("fail"));
        Assert.That(findings["github \"work\""].Fix, Does.Contain("make a new one"));
    }

    [Test]
    public async Task What_only_doing_shows_is_done_when_asked_for_and_nothing_is_left(CancellationToken stop)
    {
        await using var forge = await ForgeProcess.StartAsync(stop: stop);
        await forge.Admin.CreateRepositoryAsync("acme/app", stop: stop);
        var config = await ConfigureAsync(forge.Url.AbsoluteUri.TrimEnd('/'), await forge.Admin.CreateTokenAsync(stop: stop), stop);

        var (exit, findings) = await AskAsync(config, stop, "--prove");

        Assert.That(exit, Is.Zero, string.Join('\n', findings));
        Assert.That(findings["github \"work\" Administration: read and write"].Fact, Does.StartWith("a runner was registered in acme/app and removed again"));
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", await File.ReadAllTextAsync(TokenFile, stop));
        http.DefaultRequestHeaders.UserAgent.ParseAdd("test");
        var runners = await http.GetStringAsync(new Uri(forge.Url, "repos/acme/app/actions/runners"), stop);
        Assert.That(JsonDocument.Parse(runners).RootElement.GetProperty("total_count").GetInt32(), Is.Zero);
    }

    [Test]
    public async Task A_configuration_with_problems_fails_and_points_to_the_check(CancellationToken stop)
    {
        var config = Path.Combine(_folder.FullName, "config.toml");
        await File.WriteAllTextAsync(config, "nonsense = 1\n", stop);

        var (exit, findings) = await AskAsync(config, stop);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(findings["configuration"].Verdict, Is.EqualTo("fail"));
        Assert.That(findings["configuration"].Fix, Does.Contain("ephemerd config check"));
    }

    [Test]
    public async Task Too_little_room_fails(CancellationToken stop)
    {
        var config = await ConfigureAsync("http://127.0.0.1:9", "ghp_any", stop, "[daemon]\ndisk_floor = \"15T\"\n");
        Directory.CreateDirectory(Data);

        var (exit, findings) = await AskAsync(config, stop);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(findings["data directory"].Fix, Does.Contain("disk_floor"));
        Assert.That(findings["github \"work\""].Verdict, Is.EqualTo("fail"), "nothing listens there");
    }

    private string TokenFile => Path.Combine(_folder.FullName, "token");

    private string Data => Path.Combine(_folder.FullName, "data");

    private async Task<string> ConfigureAsync(string url, string token, CancellationToken stop, string more = "")
    {
        await File.WriteAllTextAsync(TokenFile, token, stop);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var config = Path.Combine(_folder.FullName, "config.toml");
        await File.WriteAllTextAsync(
            config,
            $"{more}[[github]]\nname = \"work\"\napi_url = \"{url}\"\ntoken_file = \"{TokenFile}\"\ntargets = [\"acme/app\"]\n[defaults]\nlinux = \"pretend\"\negress = \"open\"\n",
            stop);
        return config;
    }

    private async Task<(int Exit, Dictionary<string, Found> Findings)> AskAsync(string config, CancellationToken stop, params string[] more)
    {
        var (exit, output, errors) = await BuiltProgram.RunAsync(stop, ["doctor", "--json", "--config", config, "--data-dir", Data, .. more]);
        Assert.That(errors, Is.Empty);
        return (exit, JsonDocument.Parse(output).RootElement.GetProperty("findings").EnumerateArray().ToDictionary(
            f => f.GetProperty("name").GetString()!,
            f => new Found(f.GetProperty("verdict").GetString()!, f.GetProperty("fact").GetString()!, f.GetProperty("fix").GetString())));
    }

    private sealed record Found(string Verdict, string Fact, string? Fix);
}
