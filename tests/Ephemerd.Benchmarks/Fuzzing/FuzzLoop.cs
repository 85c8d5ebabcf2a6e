using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Ephemerd.Benchmarks.Fuzzing;

/// <summary>One target, what it was fed and what came out. Turns are taken one after another by one thread.</summary>
internal sealed class FuzzLoop
{
    /// <summary>Far above what any input of this size may take, even on a machine with other things to do.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(10);

    private const int Most = 5000;

    private readonly FuzzTarget _target;
    private readonly Random _chance;
    private readonly Mutator _mutator;
    private readonly List<byte[]> _kept;
    private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _faults = new(StringComparer.Ordinal);

    public FuzzLoop(FuzzTarget target, IReadOnlyList<byte[]> seeds, int seed)
    {
        _target = target;
        _chance = new Random(seed);
        _mutator = new Mutator(_chance, target.Words);
        _kept = [.. seeds];
    }

    public string Name => _target.Name;

    public long Inputs { get; private set; }

    public int Kinds => _kinds.Count;

    /// <summary>Each different one once, with the file that shows it.</summary>
    public List<string> Found { get; } = [];

    /// <summary>What is being read now and since when, for the one who watches for a hang.</summary>
    public Reading? Now { get; private set; }

    /// <summary>Keeps an input where it can be looked at.</summary>
    public static string Keep(string target, byte[] input, string findings)
    {
        Directory.CreateDirectory(findings);
        var file = Path.Combine(findings, $"{target}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}");
        File.WriteAllBytes(file, input);
        return file;
    }

    /// <summary>Every seed as it is.</summary>
    public void Begin(string findings)
    {
        foreach (var seed in _kept.ToList())
        {
            Feed(seed, findings);
        }
    }

    public void Turn(string findings)
    {
        for (var left = _target.Turn; left > 0; left--)
        {
            Feed(_mutator.Change(Pick(), Pick), findings);
        }
    }

    /// <summary>Up to a number; then in the place of another, so that new kinds go on being tried.</summary>
    private void Remember(byte[] input)
    {
        if (_kept.Count < Most)
        {
            _kept.Add(input);
        }
        else
        {
            _kept[_chance.Next(Most)] = input;
        }
    }

    private byte[] Pick() => _kept[_chance.Next(_kept.Count)];

    private void Feed(byte[] input, string findings)
    {
        Inputs++;
        var since = Stopwatch.GetTimestamp();
        Now = new(input, since);
        try
        {
            if (_kinds.Add(_target.Read(input)))
            {
                Remember(input);
            }

            if (Stopwatch.GetElapsedTime(since) is var took && took > Slow)
            {
                Note(string.Create(CultureInfo.InvariantCulture, $"took {took.TotalSeconds:0} s"), input, findings);
            }
        }
        catch (Exception e)
        {
            // Whatever comes out of a reader that may throw nothing is what is looked for here.
            Note(e is FuzzFault ? e.Message : $"{e.GetType().Name} {e.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}: {e.Message}", input, findings);
        }

        Now = null;
    }

    private void Note(string what, byte[] input, string findings)
    {
        if (_faults.Add(what.Split(':')[0]))
        {
            Found.Add($"{Name}: {what}; shown by {Keep(Name, input, findings)}");
        }
    }

    internal sealed record Reading(byte[] Input, long Since);
}
