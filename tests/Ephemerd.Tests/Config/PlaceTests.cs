using Ephemerd.Config;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Config;

public sealed class PlaceTests
{
    [TestCase("Linux", true, "/var/lib/ephemerd")]
    [TestCase("MacOs", true, "/var/lib/ephemerd")]
    [TestCase("Linux", false, "/home/me/.local/share/ephemerd")]
    [TestCase("Linux", false, "/home/me/.local/share/ephemerd", "EPHEMERD_DATA_DIR=")]
    [TestCase("Linux", false, "/xdg/ephemerd", "XDG_DATA_HOME=/xdg")]
    [TestCase("Linux", false, "/home/me/.local/share/ephemerd", "XDG_DATA_HOME=relative")]
    [TestCase("Linux", true, "/var/lib/ephemerd", "XDG_DATA_HOME=/xdg")]
    [TestCase("Linux", true, "/d", "EPHEMERD_DATA_DIR=/d")]
    public void The_data_directory_is(string os, bool root, string expected, params string[] variables)
    {
        Assert.That(PlaceRules.DataDirectory(Host(Enum.Parse<JobOs>(os), root, variables), out var problem), Is.EqualTo(expected));
        Assert.That(problem, Is.Null);
    }

    [Test]
    public void On_windows_it_is_under_program_data() => Assert.That(
        PlaceRules.DataDirectory(Host(JobOs.Windows, true, @"ProgramData=C:\PD"), out _), Is.EqualTo(Path.Combine(@"C:\PD", "ephemerd")));

    [Test]
    public void A_relative_data_directory_is_a_problem()
    {
        PlaceRules.DataDirectory(Host(JobOs.Linux, false, "EPHEMERD_DATA_DIR=data"), out var problem);
        Assert.That(problem, Is.EqualTo(new Problem("EPHEMERD_DATA_DIR", "\"data\" is a relative path", "write the whole path, from the root")));
    }

    [TestCase("flag.toml", "EPHEMERD_CONFIG=/env.toml", "flag.toml")]
    [TestCase(null, "EPHEMERD_CONFIG=/env.toml", "/env.toml")]
    [TestCase(null, "EPHEMERD_CONFIG=", "/data/config.toml")]
    public void The_configuration_file_is(string? flag, string variable, string expected) =>
        Assert.That(PlaceRules.ConfigFile(flag, Host(JobOs.Linux, false, variable), "/data"), Is.EqualTo(expected));

    [Test]
    public void The_current_host_answers()
    {
        var host = HostEnvironment.Current();
        Assert.That(host.Find("PATH"), Is.Not.Null);
        Assert.That(host.Home, Is.Not.Empty);
    }

    private static HostEnvironment Host(JobOs os, bool privileged, params string[] variables) => new(
        name => variables.Where(v => v.StartsWith(name + "=", StringComparison.Ordinal)).Select(v => v[(name.Length + 1)..]).FirstOrDefault(),
        os, privileged, "/home/me");
}
