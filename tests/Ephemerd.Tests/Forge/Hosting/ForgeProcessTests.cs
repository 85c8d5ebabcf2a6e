using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Ephemerd.TestBed;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Hosting;

[TestFixture]
[CancelAfter(60_000)]
public sealed class ForgeProcessTests
{
    [Test]
    public async Task It_ends_with_its_standard_input(CancellationToken stop)
    {
        await using var forge = await ForgeProcess.StartAsync(stop: stop);
        Assert.That(await forge.EndAsync(stop), Is.Zero);
    }

    [TestCase("TERM")]
    [TestCase("INT")]
    public async Task A_signal_ends_it_with_zero(string signal, CancellationToken stop)
    {
        using var forge = Start([]);
        Assert.That(await forge.StandardOutput.ReadLineAsync(stop), Does.StartWith("{\"url\":\"http://127.0.0.1:"));
        using var kill = Process.Start("kill", $"-{signal} {forge.Id}");
        await forge.WaitForExitAsync(stop);
        Assert.That(forge.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Help_names_every_option(CancellationToken stop)
    {
        using var forge = Start(["--help"]);
        var help = await forge.StandardOutput.ReadToEndAsync(stop);
        await forge.WaitForExitAsync(stop);
        foreach (var option in (string[])["--listen", "--seed", "--runner-package", "--lag-seconds", "--repository", "--token-file", "--admin-token-file", "--public-url", "--exit-with-stdin"])
        {
            Assert.That(help, Does.Contain(option));
        }
    }

    [TestCase("--runner-package", "/nowhere/actions-runner-linux-x64-2.1.0.tar.gz", 2)]
    [TestCase("--runner-package", "/etc/hostname", 2)]
    [TestCase("--repository", "acme", 2)]
    [TestCase("--token-file", "/nowhere/token", 2)]
    [TestCase("--lag-seconds", "11", 1)]
    [TestCase("--listen", "somewhere", 1)]
    public async Task Wrong_usage_is_said_in_a_sentence(string option, string value, int code, CancellationToken stop)
    {
        using var forge = Start([option, value]);
        var errors = await forge.StandardError.ReadToEndAsync(stop);
        await forge.WaitForExitAsync(stop);
        Assert.That(forge.ExitCode, Is.EqualTo(code), errors);
        Assert.That(errors, Does.Contain(option).Or.Contain(value).And.Not.Contain("   at "));
    }

    [Test]
    public async Task It_begins_with_the_repositories_and_the_token_of_its_command_line(CancellationToken stop)
    {
        var place = Directory.CreateTempSubdirectory("forge-token-").FullName;
        var file = Path.Combine(place, "token");
        using var forge = Start(["--repository", "acme/app", "--repository", "acme/site", "--token-file", file, "--exit-with-stdin"]);
        try
        {
            var ready = JsonDocument.Parse((await forge.StandardOutput.ReadLineAsync(stop))!).RootElement;
            using var client = new HttpClient { BaseAddress = new Uri(ready.GetProperty("url").GetString()!) };
            client.DefaultRequestHeaders.UserAgent.ParseAdd("test");
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(file, stop)).TrimEnd());
            foreach (var name in (string[])["app", "site"])
            {
                Assert.That((await client.GetAsync(new Uri($"repos/acme/{name}/actions/runners", UriKind.Relative), stop)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
            }

            Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
        finally
        {
            forge.StandardInput.Close();
            await forge.WaitForExitAsync(stop);
            Directory.Delete(place, recursive: true);
        }
    }

    [Test]
    public async Task Several_forges_starting_at_once_share_one_ring_of_private_keys(CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("File modes are a Unix matter.");
        }

        var cache = Directory.CreateTempSubdirectory("forge-cache-").FullName;
        try
        {
            List<Process> forges = [.. Enumerable.Range(0, 3).Select(_ => Start(["--exit-with-stdin"], cache))];
            foreach (var forge in forges)
            {
                Assert.That(await forge.StandardOutput.ReadLineAsync(stop), Is.Not.Null);
                forge.StandardInput.Close();
                await forge.WaitForExitAsync(stop);
                forge.Dispose();
            }

            var ring = Path.Combine(cache, "ephemerd-forge");
            var files = Directory.GetFiles(ring);
            Assert.That(files.Select(Path.GetFileName), Is.EquivalentTo((string[])["key-0.pem", "key-1.pem", "key-2.pem", "key-3.pem"]));
            Assert.That(files.Select(File.GetUnixFileMode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    private static Process Start(string[] arguments, string? cache = null)
    {
        var info = new ProcessStartInfo(Built.DotNet, [Built.Assembly("Ephemerd.Forge", "ephemerd-forge.dll"), .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        if (cache is not null)
        {
            info.Environment["XDG_CACHE_HOME"] = cache;
        }

        return Process.Start(info)!;
    }
}
