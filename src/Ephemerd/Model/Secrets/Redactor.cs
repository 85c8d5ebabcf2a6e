using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Ephemerd.Model;

/// <summary>
/// Takes known secrets out of whatever we write: as they are, URL-encoded, and in base64 at any of its three alignments. The longest form goes
/// first, so that no shorter one leaves the rest of it behind. No message of ours is meant to hold one; this is for the message of somebody
/// else that we pass on. Thread-safe; costs a search per form, of which a daemon has a few.
/// </summary>
internal sealed partial class Redactor
{
    public const string Mask = "***";

    /// <summary>Shorter values are words: hiding them would eat innocent text, and no credential of GitHub's is one.</summary>
    private const int Shortest = 8;

    /// <summary>Of those that pass, such as an hour's token: far more than are in use at once. Older ones open nothing any more.</summary>
    private const int MostPassing = 64;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _lasting = new(StringComparer.Ordinal);
    private readonly Queue<string> _passing = new();
    private ImmutableArray<string> _forms = [];

    /// <summary>
    /// What this process knows, wherever in it the secret was read: a missing wire between a reader and a writer would be a leak, so there is
    /// none to forget.
    /// </summary>
    public static Redactor Process { get; } = new();

    /// <summary>A secret of several lines, as a private key is, is also known line by line: logs are written so.</summary>
    /// <param name="passing">Whether it will open nothing any more some time after: such ones are not known for ever.</param>
    public void Learn(string secret, bool passing = false)
    {
        lock (_gate)
        {
            var isNew = false;
            foreach (var part in secret.Split('\n', StringSplitOptions.TrimEntries).Append(secret).Where(p => p.Length >= Shortest))
            {
                if (_passing.Contains(part) || _lasting.Contains(part))
                {
                    continue;
                }

                isNew = true;
                if (!passing)
                {
                    _lasting.Add(part);
                    continue;
                }

                _passing.Enqueue(part);
                if (_passing.Count > MostPassing)
                {
                    _passing.Dequeue();
                }
            }

            if (isNew)
            {
                _forms = [.. _lasting.Concat(_passing).SelectMany(Forms).Distinct(StringComparer.Ordinal).OrderByDescending(f => f.Length)];
            }
        }
    }

    public string Clean(string text)
    {
        foreach (var form in _forms)
        {
            if (text.Contains(form, StringComparison.Ordinal))
            {
                text = text.Replace(form, Mask, StringComparison.Ordinal);
            }
        }

        return text;
    }

    /// <summary>How much of <paramref name="text"/> can be cleaned now: what follows cannot make more of it a secret, and none is cut in two.</summary>
    public int Settled(string text)
    {
        var forms = _forms;
        var cut = text.Length - Unfinished(text, forms);
        for (var before = -1; before != cut;)
        {
            before = cut;
            foreach (var form in forms)
            {
                var from = Math.Max(0, cut - form.Length + 1);
                var at = text.IndexOf(form, from, Math.Min(text.Length, cut + form.Length - 1) - from, StringComparison.Ordinal);
                cut = at >= 0 && at < cut && at + form.Length > cut ? at : cut;
            }
        }

        return cut;
    }

    /// <summary>How many characters at the end of <paramref name="text"/> begin a form that what follows may complete.</summary>
    private static int Unfinished(string text, ImmutableArray<string> forms)
    {
        var most = 0;
        foreach (var form in forms)
        {
            for (var n = Math.Min(form.Length - 1, text.Length); n > most; n--)
            {
                if (text.AsSpan(text.Length - n).SequenceEqual(form.AsSpan(0, n)))
                {
                    most = n;
                }
            }
        }

        return most;
    }

    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        var escaped = Uri.EscapeDataString(secret);
        yield return escaped;
        yield return Escape().Replace(escaped, hex => hex.Value.ToLowerInvariant());
        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var before = 0; before < 3; before++)
        {
            if (Aligned(bytes, before) is { Length: >= Shortest } form)
            {
                yield return form;
                yield return form.Replace('+', '-').Replace('/', '_');
            }
        }
    }

    /// <summary>Programs write the two digits of an escape either way.</summary>
    [GeneratedRegex("%[0-9A-F]{2}", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();

    /// <summary>The characters of a base64 text that depend on the secret alone, when so many bytes precede it modulo three.</summary>
    private static string Aligned(byte[] secret, int before)
    {
        var encoded = Convert.ToBase64String([.. new byte[before], .. secret]).TrimEnd('=');
        var first = before == 0 ? 0 : before + 1;
        var whole = (before + secret.Length) / 3 * 4;
        return first < whole ? encoded[first..Math.Min(whole, encoded.Length)] : string.Empty;
    }
}
