using System.Text.Json;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Cli.Doctor;

[CancelAfter(90_000)]
public sealed class DoctorTests
{
    [Test]
    public async Task A_fit_machine_is_told_so_and_a_refused_token_is_told_apart(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await using var forge = await ForgeProcess.StartAsync(stop: stop);
        await forge.Admin.CreateRepositoryAsync("acme/app", stop: stop);
        await bench.ConfigureAsync(forge.Url, await forge.Admin.CreateTokenAsync(stop: stop), stop);

        var (exit, findings) = await bench.AskAsync(stop);
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

        await File.WriteAllTextAsync(bench.TokenFile, "ghp_wrong", stop);
        (exit, findings) = await bench.AskAsync(stop);
        Assert.That(exit, Is.EqualTo(1));
        Assert.That(findings["github \"work\""].Verdict, Is.EqualTo("fail"));
        Assert.That(findings["github \"work\""].Fix, Does.Contain("make a new one"));
    }

    [Test]
    public async Task What_only_doing_shows_is_done_when_asked_for_and_nothing_is_left(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await using var forge = await ForgeProcess.StartAsync(stop: stop);
        await forge.Admin.CreateRepositoryAsync("acme/app", stop: stop);
        await bench.ConfigureAsync(forge.Url, await forge.Admin.CreateTokenAsync(stop: stop), stop);

        var (exit, findings) = await bench.AskAsync(stop, "--prove");

        Assert.That(exit, Is.Zero, string.Join('\n', findings));
        Assert.That(findings["github \"work\" Administration: read and write"].Fact, Does.StartWith("a runner was registered in acme/app and removed again"));
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", await File.ReadAllTextAsync(bench.TokenFile, stop));
        http.DefaultRequestHeaders.UserAgent.ParseAdd("test");
        var runners = await http.GetStringAsync(new Uri(forge.Url, "repos/acme/app/actions/runners"), stop);
        Assert.That(JsonDocument.Parse(runners).RootElement.GetProperty("total_count").GetInt32(), Is.Zero);
    }

    [Test]
    public async Task A_configuration_with_problems_fails_and_points_to_the_check(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await File.WriteAllTextAsync(bench.Config, "nonsense = 1\n", stop);

        var (exit, findings) = await bench.AskAsync(stop);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(findings["configuration"].Verdict, Is.EqualTo("fail"));
        Assert.That(findings["configuration"].Fix, Does.Contain("ephemerd config check"));
    }

    [Test]
    public async Task Too_little_room_fails(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await bench.ConfigureAsync(DoctorBench.Nobody, "ghp_any", stop, "[daemon]\ndisk_floor = \"15T\"\n");
        Directory.CreateDirectory(bench.Data);

        var (exit, findings) = await bench.AskAsync(stop);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(findings["data directory"].Fix, Does.Contain("disk_floor"));
        Assert.That(findings["github \"work\""].Verdict, Is.EqualTo("fail"), "nothing listens there");
    }
}
