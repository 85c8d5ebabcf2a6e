using System.Text.Json;
using Ephemerd.Config;
using NUnit.Framework;

namespace Ephemerd.Tests.Config;

public sealed class ConfigCheckTests
{
    private string _file = "";

    [SetUp]
    public void Make() => _file = Path.Combine(Directory.CreateTempSubdirectory("eph-check").FullName, "config.toml");

    [TearDown]
    public void Remove() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Test]
    public void A_good_file_has_no_problems()
    {
        File.WriteAllText(_file, "[[github]]\ntoken_env = \"T\"\ntargets = [\"a/b\"]\n[defaults]\nlinux = \"pretend\"\n");
        Assert.That(Check(json: false), Is.EqualTo((0, $"{_file}: no problems\n")));
    }

    [Test]
    public void People_read_the_place_the_key_and_the_fix()
    {
        File.WriteAllText(_file, "[daemon]\ndisk_floor = 3\n");
        Assert.That(Check(json: false), Is.EqualTo((2, $"""
            {_file}:1:1: github: no GitHub is named
                fix: add a [[github]] section with a credential and targets
            {_file}:2:14: daemon.disk_floor: an integer is not a size
                fix: write a size such as "512M" or "8G"
            2 problems

            """)));
    }

    [Test]
    public void Scripts_read_one_json_object()
    {
        File.WriteAllText(_file, "a = [");
        var (code, text) = Check(json: true);
        using var json = JsonDocument.Parse(text);
        var problem = json.RootElement.GetProperty("problems")[0];

        Assert.That(code, Is.EqualTo(2));
        Assert.That(json.RootElement.GetProperty("ok").GetBoolean(), Is.False);
        Assert.That(problem.EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "where", "what", "fix", "line", "column", "file" }));
        Assert.That(problem.GetProperty("column").GetInt32(), Is.EqualTo(5));
    }

    [Test]
    public void A_missing_file_is_a_problem_without_a_line() => Assert.That(
        Check(json: false).Text, Does.StartWith($"{_file}: this file does not exist\n    fix: copy config.example.toml there"));

    [Test]
    public void A_directory_is_a_problem() => Assert.That(SettingsReader.ReadFile(Path.GetDirectoryName(_file)!).Problems, Has.Count.EqualTo(1));

    [Test]
    public void A_huge_file_is_not_read()
    {
        using (var huge = File.Create(_file))
        {
            huge.SetLength(1L << 32);
        }
        Assert.That(SettingsReader.ReadFile(_file).Problems.Single().What, Is.EqualTo("this file has 4294967296 bytes, too many for a configuration"));
    }

    private (int Code, string Text) Check(bool json)
    {
        using var output = new StringWriter { NewLine = "\n" };
        return (ConfigCheck.Run(_file, json, output), output.ToString());
    }
}
