using System.Text;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Model;

public sealed class RedactorTests
{
    private const string Token = "ghp_k7/J+Zq0~aXw9mQ2rT5uV8y";

    [Test]
    public void What_is_no_secret_is_left_alone() =>
        Assert.That(Knowing(Token).Clean("ghp_ is how tokens begin; short is nothing"), Is.EqualTo("ghp_ is how tokens begin; short is nothing"));

    [Test]
    public void A_secret_is_taken_out_as_it_is_and_as_a_query_would_carry_it()
    {
        var redactor = Knowing(Token);
        Assert.That(redactor.Clean($"a {Token} b"), Is.EqualTo("a *** b"));
        Assert.That(redactor.Clean($"?token={Uri.EscapeDataString(Token)}&x=1"), Is.EqualTo("?token=***&x=1"));
        Assert.That(redactor.Clean("?token=ghp_k7%2fJ%2bZq0~aXw9mQ2rT5uV8y&x=1"), Is.EqualTo("?token=***&x=1"), "escaped in small letters");
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("x:")]
    [TestCase("user:")]
    public void A_secret_is_found_in_base64_wherever_in_it_it_begins(string before)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + Token + "@host"));
        var clean = Knowing(Token).Clean($"Authorization: basic {encoded}");
        Assert.That(clean, Does.Contain(Redactor.Mask));
        var kept = clean["Authorization: basic ".Length..].Split(Redactor.Mask);
        Assert.That(kept.Sum(k => k.Length), Is.LessThanOrEqualTo(encoded.Length - (Token.Length * 4 / 3) + 8), clean);
    }

    [Test]
    public void The_longer_of_two_secrets_goes_first()
    {
        var redactor = Knowing(Token, Token + "-and-more");
        Assert.That(redactor.Clean($"[{Token}-and-more]"), Is.EqualTo("[***]"));
    }

    [Test]
    public void A_key_of_several_lines_is_known_line_by_line() =>
        Assert.That(Knowing("first-line-of-it\nsecond-line-of-it").Clean("it said second-line-of-it!"), Is.EqualTo("it said ***!"));

    [Test]
    public void Secrets_of_the_past_go_and_those_that_last_stay()
    {
        var redactor = Knowing("used-all-the-time");
        for (var i = 0; i < 200; i++)
        {
            redactor.Learn($"token-of-hour-{i:000}", passing: true);
        }

        Assert.That(redactor.Clean("used-all-the-time token-of-hour-199"), Is.EqualTo("*** ***"));
        Assert.That(redactor.Clean("token-of-hour-000"), Is.EqualTo("token-of-hour-000"));
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool A_writer_passes_on_no_secret_however_it_is_cut(ushort[] cuts)
    {
        var text = $"before {Token} and {Uri.EscapeDataString(Token)} after\n";
        return Passed(text, cuts, Knowing(Token)) == "before *** and *** after\n";
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool Nor_the_rest_of_one_that_begins_with_another_or_overlaps_it(ushort[] cuts)
    {
        const string Other = "V8y-and-more-of-another";
        var text = $"{Token}-and-more, {Token}, {Token}-and-mere, {Token}-and-more-of-another {Token[^3..]}-and-more-of-anothe\n";
        var redactor = Knowing(Token, $"{Token}-and-more", Other);
        var passed = Passed(text, cuts, redactor);
        return passed == redactor.Clean(text) && passed.StartsWith("***, ***, ***-and-mere, ***", StringComparison.Ordinal);
    }

    private static string Passed(string text, ushort[] cuts, Redactor redactor)
    {
        using var into = new StringWriter();
        using (var writer = new RedactingWriter(into, redactor))
        {
            var at = 0;
            foreach (var cut in cuts.Select(c => c % 9))
            {
                var to = Math.Min(text.Length, at + cut);
                writer.Write(text[at..to]);
                at = to;
            }

            writer.Write(text[at..]);
            writer.Flush();
        }

        return into.ToString();
    }

    private static Redactor Knowing(params string[] secrets)
    {
        var redactor = new Redactor();
        foreach (var secret in secrets)
        {
            redactor.Learn(secret);
        }

        return redactor;
    }
}
