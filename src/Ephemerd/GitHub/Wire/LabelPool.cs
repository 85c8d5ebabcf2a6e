using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Ephemerd.Model;

namespace Ephemerd.GitHub.Wire;

/// <summary>
/// One <see cref="LabelSet"/> and one plain text per spelling: thousands of remembered jobs carry the same few sets, workflows and commits. Thread-safe and
/// bounded.
/// </summary>
internal sealed class LabelPool
{
    // Some workflows make a fresh label per run; past this many the pool starts anew rather than growing for ever.
    private const int Most = 1_000;
    private readonly ConcurrentDictionary<string, LabelSet> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);

    public LabelSet Of(IReadOnlyList<string> labels)
    {
        if (_known.Count > Most)
        {
            _known.Clear();
        }

        return _known.GetOrAdd(string.Join('\n', labels), static (_, spelled) => new LabelSet(spelled), labels);
    }

    [return: NotNullIfNotNull(nameof(text))]
    public string? Of(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (_texts.Count > Most)
        {
            _texts.Clear();
        }

        return _texts.GetOrAdd(text, static spelled => PlainText.Of(spelled));
    }
}
