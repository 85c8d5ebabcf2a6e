using Ephemerd.Config.Toml;
using Ephemerd.TestBed;

namespace Ephemerd.Benchmarks.Fuzzing.Targets;

/// <summary>The TOML reader: a root or a fault and never both, the fault inside the text and fit to be printed, the same answer twice.</summary>
internal sealed class TomlTarget() : FuzzTarget("toml")
{
    public override int Turn => 500;

    public override IEnumerable<string> MoreSeeds => Directory.EnumerateFiles(
        Path.Combine(Built.Repository, "tests/data/toml-test"), "*.toml", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public override IReadOnlyList<string> Words { get; } =
    [
        "[", "]", "[[", "]]", "{", "}", "=", ".", ",", "#", "\n", "\r\n", "\r", "\"", "\"\"\"", "'", "'''", "\\", "\\u", "\\U0001F600", "\\uD800",
        "a", "a.b", "\"\"", "true", "false", "inf", "-nan", "0x", "0o7", "0b1", "1_000", "1e5", "-0", "9223372036854775807", "1979-05-27",
        "1979-05-27T07:32:00Z", "07:32:00.999999999999", "+99:99", "a = 1\n", "[a]\n", "[[a]]\n", "{a.b=1}", "[a.b.c]\n", "\uFEFF", "\0",
    ];

    public override string Read(byte[] input)
    {
        var document = TomlDocument.Parse(input);
        if (document.Root is null == document.Fault is null)
        {
            throw new FuzzFault("neither or both of root and fault");
        }

        if (TomlDocument.Parse(input).Fault != document.Fault)
        {
            throw new FuzzFault("another answer the second time");
        }

        if (document.Fault is not { } fault)
        {
            return $"root of {Depth(document.Root!)}";
        }

        var lines = 1 + input.Count(b => b == '\n');
        if (fault.At.Line < 1 || fault.At.Line > lines || fault.At.Column < 1 || fault.At.Column > input.Length + 1)
        {
            throw new FuzzFault($"the fault is outside the text: {fault.At}");
        }

        return fault.Message.Length is > 0 and < 1000 && !fault.Message.Any(char.IsControl)
            ? Shape.Of(fault.Message)
            : throw new FuzzFault("the message is empty, endless or not printable");
    }

    private static int Depth(TomlValue value) => 1 + (value switch
    {
        TomlTable table => table.Entries.Select(e => Depth(e.Value)).DefaultIfEmpty().Max(),
        TomlArray array => array.Items.Select(Depth).DefaultIfEmpty().Max(),
        _ => 0,
    });
}
