using System.Text;

namespace Ephemerd.Forge.State.Jobs;

/// <summary>
/// What the runner uploaded for a job: one blob for the whole job, one per step, and the live feed. Thread-safe; bounded, so that a
/// job that prints for ever costs the forge no more than <see cref="BlobLimit"/> a blob.
/// </summary>
internal sealed class JobLog
{
    public const int BlobLimit = 32 * 1024 * 1024;
    private const int LiveLines = 2000;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MemoryStream> _blobs = new(StringComparer.Ordinal);
    private readonly List<string> _steps = [];
    private readonly Queue<string> _live = new();

    /// <summary>Adds bytes to a blob, or false when it would grow too large. <paramref name="fresh"/> starts it over.</summary>
    public bool Append(string blob, ReadOnlySpan<byte> bytes, bool fresh)
    {
        lock (_gate)
        {
            if (!_blobs.TryGetValue(blob, out var held))
            {
                _blobs[blob] = held = new MemoryStream();
                if (blob.StartsWith("step-", StringComparison.Ordinal))
                {
                    _steps.Add(blob);
                }
            }

            if (fresh)
            {
                held.SetLength(0);
            }

            if (held.Length + bytes.Length > BlobLimit)
            {
                return false;
            }

            held.Write(bytes);
            return true;
        }
    }

    public void Say(IEnumerable<string> lines)
    {
        lock (_gate)
        {
            foreach (var line in lines)
            {
                _live.Enqueue(line);
                if (_live.Count > LiveLines)
                {
                    _live.Dequeue();
                }
            }
        }
    }

    public string LiveText()
    {
        lock (_gate)
        {
            return string.Join('\n', _live);
        }
    }

    /// <summary>The job's own log, else its steps' logs one after another, else null.</summary>
    public string? Text()
    {
        lock (_gate)
        {
            if (_blobs.TryGetValue("job", out var whole))
            {
                return Decode(whole);
            }

            return _steps.Count == 0 ? null : string.Concat(_steps.Select(step => Decode(_blobs[step])));
        }
    }

    private static string Decode(MemoryStream held) =>
        Encoding.UTF8.GetString(held.GetBuffer(), 0, (int)held.Length).TrimStart('\uFEFF');
}
