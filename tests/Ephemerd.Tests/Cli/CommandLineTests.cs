using System.Diagnostics;
using System.Text.Json;
using Ephemerd.Model;
using Ephemerd.Tests.Status.Control;
using NUnit.Framework;

namespace Ephemerd.Tests.Cli;

[CancelAfter(60_000)]
public sealed class CommandLineTests
{
    private static readonly string[] Verbs =
        ["serve", "demo", "forge", "status", "top", "jobs", "explain", "events", "logs", "kill", "drain", "resume", "sweep", "reload", "doctor", "completion", "config check", "config show", "runner list", "runner pull", "runner gc"];

    [TestCaseSource(nameof(Verbs))]
    public async Task Every_verb_explains_itself_with_an_example(string verb, CancellationToken stop)
    {
        var (exit, output, _) = await BuiltProgram.RunAsync(stop, [.. verb.Split(' '), "--help"]);
        Assert.That(exit, Is.Zero);
        Assert.That(output, Does.Contain("Examples:").And.Contain($"ephemerd {verb}"));
        Assert.That(output, Does.Contain("--data-dir").And.Contain("--config"));
    }

    [TestCase("status")]
    [TestCase("jobs", "--json")]
    [TestCase("explain", "1")]
    [TestCase("logs", "1")]
    [TestCase("kill", "1")]
    [TestCase("drain")]
    [TestCase("resume")]
    [TestCase("reload")]
    public async Task Without_a_daemon_a_verb_that_needs_one_exits_with_3_and_the_fix(params string[] line)
    {
        var (exit, output, errors) = await BuiltProgram.RunAsync(CancellationToken.None, [.. line, "--data-dir", "/nonexistent"]);
        Assert.That(exit, Is.EqualTo(3));
        Assert.That(output, Is.Empty);
        Assert.That(errors.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(errors, Does.Contain("/nonexistent/control.sock").And.Contain("ephemerd serve"));
    }

    [TestCase("frobnicate")]
    [TestCase("status", "--wrong")]
    [TestCase("logs")]
    [TestCase("demo", "--jobs", "0")]
    [TestCase("demo", "--backend", "docker")]
    [TestCase]
    public async Task Wrong_usage_exits_with_2_and_points_to_the_help(params string[] line)
    {
        var (exit, _, errors) = await BuiltProgram.RunAsync(CancellationToken.None, line);
        Assert.That(exit, Is.EqualTo(2));
        Assert.That(errors, Does.StartWith("ephemerd: ").And.Contain("--help`"));
    }

    [TestCase("ephemerd: Unrecognized command or argument 'statsu'. did you mean \"status\"?\nephemerd: see `ephemerd --help`\n", "statsu")]
    [TestCase("ephemerd: Unrecognized command or argument '--jso'. did you mean \"--json\"?\nephemerd: see `ephemerd status --help`\n", "status", "--jso")]
    [TestCase("ephemerd: Unrecognized command or argument 'chek'. did you mean \"check\"?\nephemerd: see `ephemerd config --help`\n", "config", "chek")]
    [TestCase("ephemerd: Unrecognized command or argument 'extra'.\nephemerd: see `ephemerd jobs --help`\n", "jobs", "extra")]
    [TestCase("ephemerd: Required command was not provided.\nephemerd: see `ephemerd config --help`\n", "config")]
    [TestCase("ephemerd: Argument 'tcsh' not recognized. Must be one of: 'bash' 'zsh' 'fish'\nephemerd: see `ephemerd completion --help`\n", "completion", "tcsh")]
    [TestCase("ephemerd: \"\" names no run and no job; `ephemerd jobs` lists them.\nephemerd: see `ephemerd explain --help`\n", "explain", "")]
    [TestCase("ephemerd: \"..\" names no run and no job; `ephemerd jobs` lists them.\nephemerd: see `ephemerd kill --help`\n", "kill", "..")]
    public async Task A_slip_is_told_in_a_line_with_what_was_meant(string said, params string[] line)
    {
        var (exit, output, errors) = await BuiltProgram.RunAsync(CancellationToken.None, line);
        Assert.That((exit, output, errors), Is.EqualTo((2, "", said)));
    }

    [TestCase("")]
    [TestCase("config")]
    [TestCase("runner")]
    public async Task Who_has_not_named_a_verb_yet_is_shown_examples_too(string verb)
    {
        var (exit, output, _) = await BuiltProgram.RunAsync(CancellationToken.None, [.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.That(exit, Is.Zero);
        Assert.That(output, Does.Contain("Examples:\n  ephemerd "));
    }

    [Test]
    public async Task A_relative_data_directory_in_the_environment_is_wrong_usage(CancellationToken stop)
    {
        var (exit, _, errors) = await BuiltProgram.RunAsync(new Dictionary<string, string> { ["EPHEMERD_DATA_DIR"] = "here" }, stop, "status");
        Assert.That(exit, Is.EqualTo(2));
        Assert.That(errors, Does.Contain("EPHEMERD_DATA_DIR"));
    }

    [Test]
    public async Task A_configuration_with_problems_exits_with_2_and_names_the_line(CancellationToken stop)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "[daemon]\nmax_concurent = 3\n", stop);
        try
        {
            var (exit, output, _) = await BuiltProgram.RunAsync(stop, "config", "check", "--config", file);
            Assert.That(exit, Is.EqualTo(2));
            Assert.That(output, Does.Contain($"{file}:2:").And.Contain("fix:"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public async Task Listings_are_plain_columns_where_no_terminal_is_and_json_on_request(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var run = bench.Begin();
        bench.Board.Update(run, r => r with { Phase = Phase.Busy, Job = new JobFacts(4711, 1, 1, "build", null, ControlBench.Noon, null, null), User = "_ephemerd0" });

        var plain = await BuiltProgram.RunAsync(stop, "jobs", "--data-dir", bench.Folder);
        var json = await BuiltProgram.RunAsync(stop, "jobs", "--json", "--data-dir", bench.Folder);
        var status = await BuiltProgram.RunAsync(stop, "status", "--json", "--data-dir", bench.Folder);

        Assert.That(plain.Exit, Is.Zero, plain.Errors);
        Assert.That(plain.Output, Does.Contain(run.ToString()).And.Contain("4711 build").And.Not.Contain("\u001b"));
        Assert.That(JsonDocument.Parse(json.Output).RootElement.GetProperty("runs")[0].GetProperty("job").GetProperty("job_id").GetInt64(), Is.EqualTo(4711));
        Assert.That(JsonDocument.Parse(status.Output).RootElement.GetProperty("max_concurrent").GetInt32(), Is.EqualTo(4));
    }

    [Test]
    public async Task Logs_are_written_byte_for_byte(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        await File.WriteAllTextAsync(bench.BeginWithLog(out var run), "grüße\r\nno newline at the end", stop);
        bench.Finish(run);

        var (exit, output, errors) = await BuiltProgram.RunAsync(stop, "logs", run.ToString(), "-f", "--data-dir", bench.Folder);
        Assert.That(exit, Is.Zero, errors);
        Assert.That(output, Is.EqualTo("grüße\r\nno newline at the end"));
    }

    [Test]
    public async Task The_forge_takes_its_arguments_and_ends_with_its_starter(CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no SIGTERM.");
        }

        using var starter = BuiltProgram.Start(new Dictionary<string, string>(), "forge", "--seed", "7");
        var ready = JsonDocument.Parse((await starter.StandardOutput.ReadLineAsync(stop))!).RootElement;
        Assert.That(ready.GetProperty("seed").GetInt32(), Is.EqualTo(7));

        using (var kill = Process.Start("/bin/kill", [$"{starter.Id}"]))
        {
            await kill.WaitForExitAsync(stop);
        }

        await starter.WaitForExitAsync(stop);
        Assert.That(starter.ExitCode, Is.Zero, await starter.StandardError.ReadToEndAsync(stop));
        Assert.That(Directory.Exists($"/proc/{ready.GetProperty("pid").GetInt32()}"), Is.False, "the forge is gone too");
    }
}
