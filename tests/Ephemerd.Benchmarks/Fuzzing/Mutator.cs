using System.Text;

namespace Ephemerd.Benchmarks.Fuzzing;

/// <summary>Changes inputs by chance. The same seed changes in the same way.</summary>
internal sealed class Mutator(Random chance, IReadOnlyList<string> words)
{
    private const int Longest = 16 << 10;
    private static readonly byte[] Edges = [0, 1, 9, 10, 13, 0x20, 0x22, 0x27, 0x5C, 0x7F, 0x80, 0xC0, 0xED, 0xEF, 0xFE, 0xFF];

    public byte[] Change(byte[] input, Func<byte[]> other)
    {
        var changed = input;
        for (var times = 1 + chance.Next(4); times > 0; times--)
        {
            changed = Once(changed, other);
        }

        return changed.Length <= Longest ? changed : changed[..Longest];
    }

    private byte[] Once(byte[] from, Func<byte[]> other)
    {
        var (at, length) = Piece(from.Length);
        return chance.Next(9) switch
        {
            0 => Put(from, at, 0, [(byte)chance.Next(256)]),
            1 => Put(from, at, 0, [Edges[chance.Next(Edges.Length)]]),
            2 => Put(from, at, length, []),
            3 => Put(from, at, 0, from[at..(at + length)]),
            4 => Put(from, at, 0, Word()),
            5 => Put(from, at, length, Word()),
            6 => [.. from[..at], .. Tail(other())],
            7 => Put(from, at, 0, [.. Enumerable.Repeat(Word(), 1 + chance.Next(200)).SelectMany(w => w)]),
            _ => Flip(from, at),
        };
    }

    private (int At, int Length) Piece(int whole)
    {
        var at = chance.Next(whole + 1);
        return (at, Math.Min(whole - at, chance.Next(1 + (chance.Next(4) == 0 ? whole : 12))));
    }

    private byte[] Word() => Encoding.UTF8.GetBytes(words[chance.Next(words.Count)]);

    private byte[] Tail(byte[] of) => of[chance.Next(of.Length + 1)..];

    private byte[] Flip(byte[] from, int at)
    {
        if (from.Length == 0)
        {
            return from;
        }

        var flipped = (byte[])from.Clone();
        flipped[Math.Min(at, from.Length - 1)] ^= (byte)(1 << chance.Next(8));
        return flipped;
    }

    private static byte[] Put(byte[] into, int at, int over, byte[] piece) => [.. into[..at], .. piece, .. into[(at + over)..]];
}
