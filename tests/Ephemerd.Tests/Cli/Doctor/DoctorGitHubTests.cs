using System.Security.Cryptography;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Cli.Doctor;

/// <summary>What doctor says of each kind of credential, asked of a forge that refuses as GitHub does.</summary>
[CancelAfter(90_000)]
internal sealed class DoctorGitHubTests
{
    private static readonly Dictionary<string, string> Reading = new() { ["actions"] = "read", ["administration"] = "read", ["metadata"] = "read" };

    [Test]
    public async Task An_App_with_all_it_needs_is_told_what_else_that_lets_it_do(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await using var forge = await ForgeProcess.StartAsync(stop: stop);
        await InstallAsync(bench, forge, "acme/app", null, stop);

        var (exit, findings) = await bench.AskAsync(stop);

        Assert.That(exit, Is.Zero, string.Join('\n', findings));
        Assert.That(findings["github \"work\" Metadata: read"].Verdict, Is.EqualTo("ok"));
        Assert.That(findings["github \"work\" Actions: read"].Verdict, Is.EqualTo("ok"));
        Assert.That(findings["github \"work\" Administration: read and write"].Fact, Does.Contain("also lets its holder change the repository's settings"));
    }

    [TestCase("acme/app")]
    [TestCase("acme/*")]
    public async Task An_App_that_lacks_one_permission_fails_on_its_line_alone(string target, CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await using var forge = await ForgeProcess.StartAsync(stop: stop);
        await InstallAsync(bench, forge, target, Reading, stop);

        var (exit, findings) = await bench.AskAsync(stop);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(findings["github \"work\""].Verdict, Is.EqualTo("ok"), findings["github \"work\""].Fact);
        Assert.That(findings["github \"work\" clock"].Verdict, Is.EqualTo("ok"));
        Assert.That(findings["github \"work\" Metadata: read"].Verdict, Is.EqualTo("ok"));
        Assert.That(findings["github \"work\" Actions: read"].Verdict, Is.EqualTo("ok"));
        var lacking = findings["github \"work\" Administration: read and write"];
        Assert.That(lacking.Verdict, Is.EqualTo("fail"));
        Assert.That(lacking.Fact, Does.Contain("Administration: read and write"));
        Assert.That(lacking.Fix, Does.Contain("App's settings"));
    }

    [Test]
    public async Task A_key_that_is_none_is_told_before_anything_is_sent(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await using var forge = await ForgeProcess.StartAsync(stop: stop);
        await InstallAsync(bench, forge, "acme/app", null, stop);
        await File.WriteAllTextAsync(bench.TokenFile, "-----BEGIN RSA PRIVATE KEY-----\nnonsense\n-----END RSA PRIVATE KEY-----\n", stop);

        var (exit, findings) = await bench.AskAsync(stop);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(findings["github \"work\""].Fact, Does.Contain("this is no RSA private key").And.Not.Contain("nonsense"));
        Assert.That(await forge.Admin.RequestsAsync(stop: stop), Is.Empty);
    }

    [Test]
    public async Task A_GitHub_that_refuses_everything_has_told_its_time_all_the_same(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await using var forge = await ForgeProcess.StartAsync(stop: stop);
        await InstallAsync(bench, forge, "acme/app", null, stop);
        using (var stranger = RSA.Create(2048))
        {
            await File.WriteAllTextAsync(bench.TokenFile, stranger.ExportPkcs8PrivateKeyPem(), stop);
        }

        var (exit, findings) = await bench.AskAsync(stop);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(findings["github \"work\""].Verdict, Is.EqualTo("fail"));
        Assert.That(findings["github \"work\""].Fix, Does.Contain("private_key_file"));
        Assert.That(findings["github \"work\" clock"].Verdict, Is.EqualTo("ok"), findings["github \"work\" clock"].Fact);
    }

    [Test]
    public async Task Many_repositories_behind_a_slow_GitHub_are_asked_side_by_side(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await using var forge = await ForgeProcess.StartAsync(stop: stop);
        for (var i = 0; i < 40; i++)
        {
            await forge.Admin.CreateRepositoryAsync($"acme/r{i}", stop: stop);
        }

        await forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "runs", Seconds = 0.6 }, stop);
        await forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "runners", Seconds = 0.6 }, stop);
        await bench.ConfigureAsync(forge.Url, await forge.Admin.CreateTokenAsync(stop: stop), stop, target: "acme/*");

        var (exit, findings) = await bench.AskAsync(stop);

        Assert.That(exit, Is.Zero, string.Join('\n', findings));
        Assert.That(findings["github \"work\""].Fact, Does.Contain("answers for 40 repositories"));
    }

    [Test]
    public async Task A_GitHub_too_slow_for_all_is_told_of_as_far_as_it_was_asked(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await using var forge = await ForgeProcess.StartAsync(stop: stop);
        for (var i = 0; i < 60; i++)
        {
            await forge.Admin.CreateRepositoryAsync($"acme/r{i}", stop: stop);
        }

        await forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "runs", Seconds = 8 }, stop);
        await bench.ConfigureAsync(forge.Url, await forge.Admin.CreateTokenAsync(stop: stop), stop, target: "acme/*");

        var (_, findings) = await bench.AskAsync(stop);

        Assert.That(findings["github \"work\""].Verdict, Is.EqualTo("ok"), findings["github \"work\""].Fact);
        Assert.That(findings["github \"work\""].Fact, Does.Match("answers for [0-9]+ of 60 repositories"));
        Assert.That(findings["github \"work\" clock"].Verdict, Is.EqualTo("ok"));
        Assert.That(findings["github \"work\" Actions: read"].Fact, Does.Contain("every repository that was asked about"));
    }

    /// <summary>Configures an App whose key is the bench's secret.</summary>
    private static async Task InstallAsync(DoctorBench bench, ForgeProcess forge, string target, IReadOnlyDictionary<string, string>? permissions, CancellationToken stop)
    {
        await forge.Admin.CreateRepositoryAsync("acme/app", stop: stop);
        var app = await forge.Admin.CreateAppAsync("doctor", permissions, stop);
        var installation = await forge.Admin.InstallAppAsync(app.Id, "acme", stop: stop);
        var config = $"[[github]]\nname = \"work\"\napi_url = \"{{url}}\"\napp_id = {app.Id}\ninstallation_id = {installation}\nprivate_key_file = \"{{token}}\"\ntargets = [\"{target}\"]\n[defaults]\nlinux = \"pretend\"\negress = \"open\"\n";
        await bench.WriteAsync(forge.Url, app.PrivateKeyPem, config, stop);
    }
}
