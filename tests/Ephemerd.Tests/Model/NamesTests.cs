using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Model;

internal sealed class NamesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [TestCase("octo/demo", true)]
    [TestCase("Octo-Org/my.repo_1", true)]
    [TestCase("octo", false)]
    [TestCase("octo/", false)]
    [TestCase("/demo", false)]
    [TestCase("octo/demo/more", false)]
    [TestCase("octo/..", false)]
    [TestCase("./demo", false)]
    [TestCase("octo/de mo", false)]
    [TestCase("octo/*", false)]
    [TestCase("", false)]
    [TestCase(null, false)]
    public void A_repository_is_owner_and_name_and_nothing_that_could_leave_a_directory(string? text, bool valid) =>
        Assert.That(RepoName.TryParse(text, out _), Is.EqualTo(valid));

    [Test]
    public void Repositories_are_equal_without_case() =>
        Assert.That(RepoName.Parse("Octo/Demo"), Is.EqualTo(RepoName.Parse("octo/demo")).And.Not.EqualTo(RepoName.Parse("octo/demo2")));

    [Test]
    public void A_runner_covers_a_job_whose_labels_it_contains_in_any_case_and_order()
    {
        var runner = new LabelSet(["self-hosted", "Linux", "x64", "gpu"]);
        Assert.Multiple(() =>
        {
            Assert.That(runner.Covers(new LabelSet(["LINUX", "self-hosted"])), Is.True);
            Assert.That(runner.Covers(new LabelSet(["linux", "arm64"])), Is.False);
            Assert.That(new LabelSet(["a", "B"]), Is.EqualTo(new LabelSet(["b", "A"])));
            Assert.That(new LabelSet(["a", "B"]).GetHashCode(), Is.EqualTo(new LabelSet(["b", "A"]).GetHashCode()));
        });
    }

    [Test]
    public void A_sandbox_name_reads_back_as_what_it_was_made_of_whatever_the_host_is_called(
        [Values("build-01.example.org", "BÜRO", "a-very-long-host-name-that-goes-on", "", "x--y")] string host)
    {
        var chance = new Random(7);
        var name = SandboxName.Of(host, InstallId.New(chance), RunId.New(Now, chance));
        Assert.Multiple(() =>
        {
            Assert.That(SandboxName.TryParse(name.ToString(), out var read), Is.True);
            Assert.That(read, Is.EqualTo(name));
            Assert.That(name.ToString(), Has.Length.LessThanOrEqualTo(64).And.Match("^eph-[a-z0-9-]+-[0-9a-z]{6}-[0-9a-z]{15}$"));
        });
    }

    [TestCase("eph-host-abc123")]
    [TestCase("runner-1")]
    [TestCase("eph-host-abc12u-01h455vb4pex5vs", Description = "u is no digit of ours")]
    [TestCase("eph--abc123-01h455vb4pex5vs")]
    [TestCase("eph-Host-abc123-01h455vb4pex5vs")]
    [TestCase("eph-../x-abc123-01h455vb4pex5vs")]
    [TestCase("eph-host-abc123-01h455vb4pex5vs\n")]
    [TestCase("")]
    [TestCase(null)]
    public void What_does_not_parse_is_not_ours(string? text) => Assert.That(SandboxName.TryParse(text, out _), Is.False);

    [Test]
    public void Run_ids_sort_as_they_were_made()
    {
        var chance = new Random(1);
        var ids = Enumerable.Range(0, 500).Select(i => RunId.New(Now.AddMilliseconds(i * 7919L), chance).ToString()).ToList();
        Assert.That(ids, Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
    }

    [Test]
    public void A_secret_prints_as_stars() => Assert.That($"{new Secret("ghp_x")}", Is.EqualTo("***"));

    [Test]
    public void A_jit_configuration_holds_exactly_its_three_files_and_prints_nothing()
    {
        var good = Encode("""{".runner":"e30=",".credentials":"e30=",".credentials_rsaparams":"e30="}""");
        Assert.Multiple(() =>
        {
            Assert.That(JitConfig.TryDecode(good, out var config, out _), Is.True);
            Assert.That(config!.Files.Keys, Is.EquivalentTo(new[] { ".runner", ".credentials", ".credentials_rsaparams" }));
            Assert.That(config.ToString(), Is.EqualTo("***"));
        });
    }

    [TestCase("""{".runner":"e30=",".credentials":"e30="}""", "lacks '.credentials_rsaparams'")]
    [TestCase("""{".runner":"e30=",".credentials":"e30=",".credentials_rsaparams":"e30=","../../etc/cron.d/x":"e30="}""", "'../../etc/cron.d/x'")]
    [TestCase("""{".runner":1,".credentials":"e30=",".credentials_rsaparams":"e30="}""", "not base64")]
    [TestCase("""[]""", "not base64")]
    public void A_jit_configuration_that_is_anything_else_is_refused_in_words(string json, string says)
    {
        Assert.That(JitConfig.TryDecode(Encode(json), out _, out var fault), Is.False);
        Assert.That(fault, Does.Contain(says));
    }

    private static string Encode(string json) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(json));
}
