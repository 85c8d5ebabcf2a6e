using System.Text;
using Ephemerd.Config.Toml;
using NUnit.Framework;

namespace Ephemerd.Tests.Config.Toml;

public sealed class TomlPlaceTests
{
    [Test]
    public void Every_key_and_value_knows_its_place()
    {
        var root = Read("# head\n[a.b]\n  long = [1,\n    'two']\n[[list]]\nx = { y = 1 }\n");
        var b = Table(Table(root, "a"), "b");
        var numbers = (TomlArray)b.Find("long")!.Value;
        var item = (TomlTable)((TomlArray)root.Find("list")!.Value).Items[0];

        Assert.That(root.Find("a")!.At, Is.EqualTo(new TomlPosition(2, 2)));
        Assert.That(Table(root, "a").Find("b")!.At, Is.EqualTo(new TomlPosition(2, 4)));
        Assert.That(b.Find("long")!.At, Is.EqualTo(new TomlPosition(3, 3)));
        Assert.That(numbers.At, Is.EqualTo(new TomlPosition(3, 10)));
        Assert.That(numbers.Items.Select(i => i.At), Is.EqualTo(new TomlPosition[] { new(3, 11), new(4, 5) }));
        Assert.That(item.At, Is.EqualTo(new TomlPosition(5, 3)));
        Assert.That(Table(item, "x").Find("y")!.Value.At, Is.EqualTo(new TomlPosition(6, 11)));
    }

    [Test]
    public void A_column_counts_characters_not_bytes_or_code_units() =>
        Assert.That(Table(Read("k = { 'é😀' = 1, z = 2 }"), "k").Find("z")!.At, Is.EqualTo(new TomlPosition(1, 17)));

    [Test]
    public void Entries_keep_the_order_of_the_text() =>
        Assert.That(Read("z = 1\na = 2\nm = 3").Entries.Select(e => e.Key), Is.EqualTo(new[] { "z", "a", "m" }));

    [TestCase("a = true\nb = True\n", 2, 5, "True must be written in lower case")]
    [TestCase("a = 08\n", 1, 5, "08 has a leading zero; octal is written 0o17")]
    [TestCase("a = 9223372036854775808", 1, 5, "9223372036854775808 does not fit into a signed 64-bit integer")]
    [TestCase("a = hello\n", 1, 5, "hello is neither a number nor a date; a string needs quotes: \"hello\"")]
    [TestCase("[t]\na = 1\n[t]\n", 3, 2, "t was already defined at line 1, column 2")]
    [TestCase("a = \"C:\\dir\"", 1, 8, "\\ followed by 'd' is no escape; a backslash is written \\\\, or use 'single quotes'")]
    [TestCase("a = \"x\nb = 1", 1, 5, "this string is never closed; \" is missing before the end of the line")]
    [TestCase("a = [1, 2\nb = 3", 2, 1, "a comma or ] was expected between the values of an array, not 'b'")]
    [TestCase("a = 2026-02-30", 1, 5, "2026-02-30 does not exist in the calendar or on the clock")]
    [TestCase("ключ = 1", 1, 1, "a key was expected here, not U+043A; keys of other characters than A-Z a-z 0-9 _ - need quotes")]
    public void A_fault_says_where_and_what_to_write(string text, int line, int column, string message) =>
        Assert.That(TomlDocument.Parse(text).Fault, Is.EqualTo(new TomlFault(new(line, column), message)));

    [TestCase("\"\\u001b[2J\" ] 1", "= was expected after the key \uFFFD[2J, not ']'")]
    [TestCase("\"\\n\" = 1\n\"\\n\" = 2", "the key \uFFFD was already defined at line 1, column 1")]
    [TestCase("a = 9999999999999999999999999999999999999999999999", "9999999999999999999999999999999999999999… does not fit into a signed 64-bit integer")]
    public void What_a_message_repeats_is_short_and_no_terminal_obeys_it(string text, string message) =>
        Assert.That(TomlDocument.Parse(text).Fault!.Message, Is.EqualTo(message));

    [Test]
    public void Bytes_that_are_not_utf8_are_a_fault_at_their_place()
    {
        byte[] bytes = [.. "é = 1\nab"u8, 0xC3, 0x28];
        Assert.That(TomlDocument.Parse(bytes).Fault, Is.EqualTo(new TomlFault(new(2, 3), "these bytes are not UTF-8; save the file as UTF-8")));
    }

    [Test]
    public void A_utf16_file_is_called_so() =>
        Assert.That(TomlDocument.Parse([0xFF, 0xFE, (byte)'a', 0]).Fault!.Message, Is.EqualTo("this file is UTF-16; save it as UTF-8"));

    [Test]
    public void A_surrogate_encoded_as_three_bytes_is_refused() =>
        Assert.That(TomlDocument.Parse([.. "a = '"u8, 0xED, 0xA0, 0x80, (byte)'\'']).Fault!.At, Is.EqualTo(new TomlPosition(1, 6)));

    [TestCase("[", "")]
    [TestCase("{a=", "}")]
    [TestCase("[{a.b=", "}]")]
    public void Values_nested_without_end_are_a_fault_not_a_crash(string open, string close)
    {
        var text = "k = " + Repeat(open, 100_000) + Repeat(close, 100_000);
        Assert.That(TomlDocument.Parse(text).Fault!.Message, Does.Contain("nested more than 128 deep"));
    }

    [TestCase("[a{0}]")]
    [TestCase("[[a{0}]]")]
    [TestCase("a{0} = 1")]
    public void Keys_nested_without_end_are_a_fault_not_a_crash(string form)
    {
        var text = form.Replace("{0}", Repeat(".a", 100_000), StringComparison.Ordinal);
        Assert.That(TomlDocument.Parse(text).Fault!.Message, Does.Contain("nested more than 128 deep"));
    }

    [Test]
    public void Nesting_up_to_the_limit_is_read() =>
        Assert.That(TomlDocument.Parse($"k = {Repeat("[", 127)}1{Repeat("]", 127)}").Fault, Is.Null);

    [Test]
    public void An_empty_text_is_an_empty_table() => Assert.That(Read("").Entries, Is.Empty);

    private static TomlTable Read(string text)
    {
        var document = TomlDocument.Parse(text);
        Assert.That(document.Fault, Is.Null);
        return document.Root!;
    }

    private static TomlTable Table(TomlTable parent, string key) => (TomlTable)parent.Find(key)!.Value;

    private static string Repeat(string part, int times) => new StringBuilder(part.Length * times).Insert(0, part, times).ToString();
}
