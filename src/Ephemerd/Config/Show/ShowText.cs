using System.Text;

namespace Ephemerd.Config.Show;

/// <summary>Sections as a TOML text in which every value says where it comes from.</summary>
internal static class ShowText
{
    private const int CommentColumn = 44;

    /// <param name="head">Lines that stand above as comments.</param>
    public static string Of(IEnumerable<ShownSection> sections, params IEnumerable<string> head)
    {
        var text = new StringBuilder();
        foreach (var line in head)
        {
            text.Append("# ").Append(line).Append('\n');
        }
        foreach (var section in sections)
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(section.Header).Append('\n');
            foreach (var key in section.Keys)
            {
                var pair = $"{key.Key} = {key.Value}";
                text.Append(pair.PadRight(CommentColumn)).Append("  # ").Append(Source(section, key)).Append('\n');
            }
        }
        return text.ToString();
    }

    private static string Source(ShownSection section, ShownKey key)
    {
        if (key.From is not { } from)
        {
            return "default";
        }
        return from.Section == section.Path ? $"line {from.Line}" : $"line {from.Line}, {from.Section}";
    }
}
