using Ephemerd.Config;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Config;

public sealed class SecretReaderTests
{
    private string _file = "";

    [SetUp]
    public void Make() => _file = Path.Combine(Directory.CreateTempSubdirectory("eph-secret").FullName, "secret");

    [TearDown]
    public void Remove() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Test]
    public void A_token_comes_from_its_variable()
    {
        var reading = SecretReader.Read(new TokenFromEnvironment("T"), Host("T", "ghp_x\n"));
        Assert.That(reading.Secret!.Reveal(), Is.EqualTo("ghp_x"));
        Assert.That(reading.ToString(), Does.Not.Contain("ghp_x"));
    }

    [TestCase(null, "this environment variable is not set")]
    [TestCase("", "this environment variable is not set")]
    [TestCase(" ", "the secret is empty")]
    [TestCase("two words", "this is no token: it holds blanks, line breaks or characters outside ASCII")]
    public void A_variable_without_a_token_is_a_problem(string? value, string what) =>
        Expect(SecretReader.Read(new TokenFromEnvironment("T"), Host("T", value)), "$T", what);

    [Test]
    [Platform(Exclude = "Win", Reason = "Unix modes decide here; Windows has none")]
    public void A_token_comes_from_a_private_file()
    {
        Write("ghp_x\n", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.That(SecretReader.Read(new TokenFromFile(_file), Host()).Secret!.Reveal(), Is.EqualTo("ghp_x"));
    }

    [TestCase(UnixFileMode.GroupRead)]
    [TestCase(UnixFileMode.OtherRead)]
    [TestCase(UnixFileMode.GroupWrite)]
    [TestCase(UnixFileMode.OtherWrite)]
    [Platform(Exclude = "Win", Reason = "Unix modes decide here; Windows has none")]
    public void A_file_that_others_may_touch_is_refused(UnixFileMode foreign)
    {
        Write("ghp_x", UnixFileMode.UserRead | foreign);
        var reading = SecretReader.Read(new TokenFromFile(_file), Host());
        Expect(reading, _file, "this file holds a secret and other users may read or write it");
        Assert.That(reading.Problem!.Fix, Is.EqualTo($"chmod 600 {_file}"));
    }

    [Test]
    public void A_missing_file_is_a_problem() => Assert.That(
        SecretReader.Read(new TokenFromFile(_file), Host()).Problem!.What, Does.StartWith("this file cannot be read: "));

    [TestCase("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\n", true)]
    [TestCase("MIIEow", false)]
    public void An_app_key_is_pem(string text, bool good)
    {
        Write(text, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var reading = SecretReader.Read(new AppCredential(1, 2, _file), Host());
        Assert.That(reading.Secret is not null, Is.EqualTo(good));
        Assert.That(reading.Problem is null, Is.EqualTo(good));
    }

    private void Write(string text, UnixFileMode mode)
    {
        File.WriteAllText(_file, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_file, mode);
        }
    }

    private static void Expect(SecretReading reading, string where, string what)
    {
        Assert.That(reading.Secret, Is.Null);
        Assert.That((reading.Problem!.Where, reading.Problem.What), Is.EqualTo((where, what)));
    }

    private static HostEnvironment Host(string name = "", string? value = null) =>
        new(asked => asked == name ? value : null, JobOs.Linux, Privileged: false, "/home/me");
}
