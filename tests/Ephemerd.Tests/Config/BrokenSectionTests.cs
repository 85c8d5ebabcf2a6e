using System.Text;
using Ephemerd.Config;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Config;

/// <summary>One mistake each in the sections beside [[github]], which the first four lines of every text provide, and its exact problem.</summary>
public sealed class BrokenSectionTests
{
    private const string Durations = "write a duration such as \"90s\", \"5m\" or \"2h\"";
    private const string Sizes = "write a size such as \"512M\" or \"8G\"";

    private const string Base = """
        [[github]]
        token_env = "TOKEN"
        targets = ["acme/app"]

        """;

    [Test]
    public void The_base_itself_is_fine() => Assert.That(Problems("[defaults]\nlinux = \"pretend\""), Is.Empty);

    [TestCase("max_concurrent = 0", 5, 18, "0 is not a number from 1 to 10000", "write a number from 1 to 10000, or \"unlimited\"")]
    [TestCase("max_concurrent = -1", 5, 18, "-1 is not a number from 1 to 10000", "write a number from 1 to 10000, or \"unlimited\"")]
    [TestCase("max_concurrent = \"4\"", 5, 18, "\"4\" is a string", "write the number without quotes, or \"unlimited\"")]
    [TestCase("max_concurrent = 2.5", 5, 18, "a float is not a whole number", "write a number from 1 to 10000, or \"unlimited\"")]
    [TestCase("shutdown_timeout = 90", 5, 20, "an integer is not a duration", Durations)]
    [TestCase("shutdown_timeout = \"\"", 5, 20, "\"\" is not a duration", Durations)]
    [TestCase("shutdown_timeout = \"90\"", 5, 20, "\"90\" has no suffix", Durations)]
    [TestCase("shutdown_timeout = \"m\"", 5, 20, "\"m\" has no number", Durations)]
    [TestCase("shutdown_timeout = \"5 m\"", 5, 20, "\"5 m\" has the unknown suffix \" m\"", Durations)]
    [TestCase("shutdown_timeout = \"-5m\"", 5, 20, "\"-5m\" is not a duration", Durations)]
    [TestCase("shutdown_timeout = \"2d\"", 5, 20, "\"2d\" has the unknown suffix \"d\"", Durations)]
    [TestCase("shutdown_timeout = \"0s\"", 5, 20, "\"0s\" is not between \"45s\" and \"24h\"", "write a value from \"45s\" to \"24h\"")]
    [TestCase("shutdown_timeout = \"99999999999999999999h\"", 5, 20, "\"99999999999999999999h\" is more than this program can count", Durations)]
    [TestCase("shutdown_timeout = \"2562047788015215h\"", 5, 20, "\"2562047788015215h\" is not between \"45s\" and \"24h\"", "write a value from \"45s\" to \"24h\"")]
    [TestCase("disk_floor = \"10GB\"", 5, 14, "\"10GB\" has the unknown suffix \"GB\"", Sizes)]
    [TestCase("disk_floor = \"10g\"", 5, 14, "\"10g\" has the unknown suffix \"g\"", Sizes)]
    [TestCase("disk_floor = \"1.5G\"", 5, 14, "\"1.5G\" has the unknown suffix \".5G\"", Sizes)]
    [TestCase("disk_floor = \"\"", 5, 14, "\"\" is not a size", Sizes)]
    [TestCase("disk_floor = \"lots\"", 5, 14, "\"lots\" is not a size", Sizes)]
    [TestCase("disk_floor = \"9999999T\"", 5, 14, "\"9999999T\" is more than this program can count", Sizes)]
    [TestCase("disk_floor = 1024", 5, 14, "an integer is not a size", Sizes)]
    [TestCase("max_concurent = 3", 5, 1, "unknown key \"max_concurent\"", "did you mean \"max_concurrent\"?", "max_concurent")]
    [TestCase("egress = \"open\"", 5, 1, "unknown key \"egress\"", "\"egress\" belongs to [defaults]", "egress")]
    [TestCase("zzz = 1", 5, 1, "unknown key \"zzz\"", "remove it; [daemon] knows max_concurrent, shutdown_timeout, disk_floor, history, run_logs, log", "zzz")]
    [TestCase("data_dir = \"/d\"", 5, 1, "the data directory is not set here", "set EPHEMERD_DATA_DIR: the data directory is where this file is looked for")]
    [TestCase("log = \"debug\"", 5, 7, "a string is not a table", "write it as a [section] of its own")]
    [TestCase("log.level = \"verbose\"", 5, 13, "\"verbose\" is not one of \"debug\", \"info\", \"warning\", \"error\"", "write one of \"debug\", \"info\", \"warning\", \"error\"", "log.level")]
    [TestCase("log.level = \"wraning\"", 5, 13, "\"wraning\" is not one of \"debug\", \"info\", \"warning\", \"error\"", "did you mean \"warning\"?", "log.level")]
    [TestCase("log.format = true", 5, 14, "a boolean is not one of \"text\", \"json\"", "write one of \"text\", \"json\"", "log.format")]
    public void In_daemon(string line, int at, int column, string what, string fix, string? key = null) => Expect(
        $"[daemon]\n{line}\n[defaults]\nlinux = \"pretend\"", new($"daemon.{key ?? line.Split(' ')[0]}", what, fix, at, column));

    [TestCase("memory = \"unlimitd\"", 6, 10, "\"unlimitd\" is not a size", "did you mean \"unlimited\"?")]
    [TestCase("memory = \"lots\"", 6, 10, "\"lots\" is not a size", Sizes + ", or \"unlimited\"")]
    [TestCase("memory = \"0G\"", 6, 10, "\"0G\" is not between \"64M\" and \"16T\"", "write a value from \"64M\" to \"16T\", or \"unlimited\"")]
    [TestCase("cpus = 0", 6, 8, "0 is not a number from 0.1 to 1024", "write a number from 0.1 to 1024, or \"unlimited\"")]
    [TestCase("cpus = nan", 6, 8, "NaN is not a number from 0.1 to 1024", "write a number from 0.1 to 1024, or \"unlimited\"")]
    [TestCase("processes = 1", 6, 13, "1 is not a number from 32 to 4194304", "write a number from 32 to 4194304, or \"unlimited\"")]
    [TestCase("open_files = \"many\"", 6, 14, "a string is not a whole number", "write a number from 256 to 1048576, or \"unlimited\"")]
    [TestCase("timeout = \"1s\"", 6, 11, "\"1s\" is not between \"10s\" and \"120h\"", "write a value from \"10s\" to \"120h\"")]
    [TestCase("labels = \"gpu\"", 6, 10, "a string is not an array", "write it in brackets: [\"…\"]")]
    [TestCase("labels = [\"gpu\", \"\"]", 6, 18, "an empty string says nothing", "write a value or remove the key")]
    [TestCase("labels = [\"Linux\"]", 6, 11, "\"Linux\" is a label every runner gets by itself", "leave it out; system and architecture are added as they are")]
    [TestCase("labels = [\"a,b\"]", 6, 11, "\"a,b\" is not a label", "write at most 256 characters, without blanks and commas")]
    [TestCase("egress = \"none\"", 6, 10, "\"none\" is not one of \"open\", \"public\", \"github\"", "write one of \"open\", \"public\", \"github\"")]
    [TestCase("trusted = \"yes\"", 6, 11, "a string is not a boolean", "write true or false, without quotes")]
    [TestCase("image = \"ubuntu\"", 6, 9, "no backend of this version has images", "remove the key")]
    [TestCase("warm = 2", 6, 8, "no backend of this version keeps runners warm", "remove the key")]
    [TestCase("start = \"snapshot\"", 6, 9, "no backend of this version starts from a snapshot", "remove the key")]
    [TestCase("shares = [\"/srv\"]", 6, 10, "no backend of this version shares directories", "remove the key")]
    [TestCase("shares = [\"srv\"]", 6, 11, "\"srv\" is a relative path", "write the whole path, from the root: a service has no useful current directory")]
    public void In_defaults(string line, int at, int column, string what, string fix) =>
        Expect($"[defaults]\nlinux = \"pretend\"\n{line}", new($"defaults.{line.Split(' ')[0]}", what, fix, at, column));

    [TestCase("[backend.pool]", "backend.pool", 6, 10, "\"pool\" is no kind of backend, and no kind is written", "add kind = one of \"bubblewrap\", \"pretend\"")]
    [TestCase("[backend.bublewrap]", "backend.bublewrap", 6, 10, "\"bublewrap\" is no kind of backend, and no kind is written", "did you mean \"bubblewrap\"?")]
    [TestCase("[backend.pool]\nkind = \"docker\"", "backend.pool.kind", 7, 8, "\"docker\" is not one of \"bubblewrap\", \"pretend\"", "write one of \"bubblewrap\", \"pretend\"")]
    [TestCase("[backend.pretend]\nsandbox = \"off\"", "backend.pretend.sandbox", 7, 1, "unknown key \"sandbox\"", "\"sandbox\" belongs to [backend.NAME] of kind bubblewrap")]
    [TestCase("[backend.pretend]\nscript = \"sucede\"", "backend.pretend.script", 7, 10, "\"sucede\" is not one of \"succeed\", \"fail\", \"hang\", \"crash\", \"never-come\"", "did you mean \"succeed\"?")]
    [TestCase("[backend.bubblewrap]\nservice_users = \"maybe\"", "backend.bubblewrap.service_users", 7, 17, "\"maybe\" is not one of true, false, \"auto\"", "write true, false or \"auto\"")]
    [TestCase("[backend.bubblewrap]\nread_only = [\"opt\"]", "backend.bubblewrap.read_only", 7, 14, "\"opt\" is a relative path", "write the whole path, from the root: a service has no useful current directory")]
    [TestCase("[backend]\npool = 1", "backend.pool", 7, 8, "an integer is not a table", "write it as a [section] of its own")]
    [TestCase("[runners]\nversion = \"2.x\"", "runners.version", 7, 11, "\"2.x\" is not a version of the runner", "write \"latest\" or a version such as \"2.336.0\"")]
    [TestCase("[repo.\"acme/app\"]", "repo", 6, 2, "unknown key \"repo\"", "did you mean \"repos\"?")]
    [TestCase("[repos.acme]", "repos.\"acme\"", 6, 8, "\"acme\" names no repository", "write [repos.\"owner/name\"] or [repos.\"owner/*\"], in quotes")]
    [TestCase("[repos.\"acme/ap\"]", "repos.\"acme/ap\"", 6, 8, "no target has this name, so the section would hold for nothing", "did you mean \"acme/app\"?")]
    [TestCase("[repos.\"other/*\"]", "repos.\"other/*\"", 6, 8, "no target has this name, so the section would hold for nothing", "add the repository to targets, or remove the section")]
    [TestCase("[repos.\"acme/app\"]\n[repos.\"Acme/App\"]", "repos.\"Acme/App\"", 7, 8, "the same repository stands at line 6, column 8; GitHub ignores case", "keep one of the two sections")]
    public void In_other_sections(string text, string where, int line, int column, string what, string fix) =>
        Expect($"[defaults]\nlinux = \"pretend\"\n{text}", new(where, what, fix, line, column));

    private static void Expect(string text, Problem problem) =>
        Assert.That(Problems(text), Is.EqualTo(new[] { problem with { File = "config.toml" } }));

    private static IReadOnlyList<Problem> Problems(string text) => SettingsReader.Parse(Encoding.UTF8.GetBytes(Base + text), "config.toml").Problems;
}
