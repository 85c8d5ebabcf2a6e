using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Ephemerd.TestBed.Daemon;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>A whole daemon, while a job runs and after it: what must not be said or kept is looked for in its log, its database and every file of its directory.</summary>
[CancelAfter(120_000)]
public sealed class SecretTests : ServingFixture
{
    private const string Repo = "octo/demo";
    private DaemonProcess _daemon = null!;

    [SetUp]
    public async Task Start()
    {
        await OpenAsync(CancellationToken.None, Repo);
        Configure([Repo], daemon: "log = { level = \"debug\" }");
        _daemon = await DaemonProcess.StartAsync(Home, CancellationToken.None);
    }

    [TearDown]
    public Task End() => EndAsync(_daemon);

    [Test]
    public async Task Neither_token_nor_registration_is_in_the_log_the_database_or_any_file_but_the_slots_own(CancellationToken stop)
    {
        var job = await QueueAsync(Repo, GoesOnUntil("carry-on"), stop);
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.Phase == "busy", stop);
        var secrets = Secrets();
        var control = Path.Combine(Home.Root, "control");
        await File.WriteAllTextAsync(control, Convert.ToBase64String(Encoding.UTF8.GetBytes("{\"d\":\"" + secrets[^1] + "\"}")), stop);
        Assert.That(Holders(Home.Root, secrets), Does.Contain(Home.TokenFile).And.Contain(control), "what is there is found");
        Assert.That(Holders(Home.Data, secrets).Where(f => !f.StartsWith(Home.Slot(run.Name), StringComparison.Ordinal)), Is.Empty, "while the job runs");

        Say(run, "carry-on");
        await _daemon.WaitForRunAsync(job.Id, r => r.Outcome == "succeeded", stop);
        Assert.That(Holders(Home.Data, secrets), Is.Empty, "after it");
        foreach (var verb in (string[])["status", "jobs", "events", "runner list"])
        {
            Assert.That(Found((await _daemon.RunAsync(stop, [.. verb.Split(' '), "--json"])).Output, secrets), Is.False, verb);
        }

        Assert.That(_daemon.Log, Does.Contain(run.Name));
        Assert.That(Found(_daemon.Log, secrets), Is.False, "the log, at level debug");
    }

    /// <summary>The token, and the private keys that the forge deals to runners, as their files hold them.</summary>
    private List<string> Secrets()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return [Token, .. Directory.GetFiles(Path.Combine(cache, "ephemerd-forge"), "key-*.pem").Select(PrivateExponent)];
    }

    private static string PrivateExponent(string pem)
    {
        using var key = RSA.Create();
        key.ImportFromPem(File.ReadAllText(pem));
        return Convert.ToBase64String(key.ExportParameters(includePrivateParameters: true).D!);
    }

    /// <summary>Files that hold one of them; grep passes over pipes and sockets, which would wait for a writer.</summary>
    private static List<string> Holders(string folder, List<string> secrets)
    {
        var patterns = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(patterns, secrets.SelectMany(Forms));
            using var grep = Process.Start(new ProcessStartInfo("grep", ["-rlaFs", "-D", "skip", "--exclude-dir=runners", "-f", patterns, folder]) { RedirectStandardOutput = true })!;
            var found = grep.StandardOutput.ReadToEnd();
            grep.WaitForExit();
            return [.. found.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        }
        finally
        {
            File.Delete(patterns);
        }
    }

    private static bool Found(string text, List<string> secrets) => secrets.SelectMany(Forms).Any(form => text.Contains(form, StringComparison.Ordinal));

    /// <summary>As it is, and as another encoding of the same would hold it.</summary>
    private static IEnumerable<string> Forms(string secret) => [secret, Uri.EscapeDataString(secret), .. Enumerable.Range(0, 3).Select(shift => Inner(secret, shift))];

    /// <summary>What base64 of anything that holds the secret holds, by where in it the secret begins.</summary>
    private static string Inner(string secret, int shift)
    {
        var coded = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string(' ', shift) + secret));
        return coded[(shift == 0 ? 0 : 4)..^4];
    }
}
