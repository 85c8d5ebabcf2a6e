using System.Security.Cryptography;

namespace Ephemerd.Forge.Keys;

/// <summary>
/// A handful of RSA keys dealt out in turn to runners and Apps. GitHub makes one for each; making one takes half a second, so the forge
/// makes a few once and keeps them in a cache directory. What is lost: two runners may hold the same key, so a client that signs
/// with a sibling's key is only caught when their keys differ. Thread-safe.
/// </summary>
internal sealed class KeyRing
{
    public const int Size = 4;
    private const int Bits = 2048;

    private readonly RunnerKey[] _keys;

    private KeyRing(RunnerKey[] keys) => _keys = keys;

    public RunnerKey Deal(long id) => _keys[(int)(id % Size)];

    /// <summary>Reads the ring, making what is missing; null keeps it in memory alone.</summary>
    public static KeyRing Open(string? directory)
    {
        var place = directory is not null && IsUsable(directory) ? directory : null;
        var keys = new RunnerKey[Size];
        Parallel.For(0, Size, slot => keys[slot] = place is null ? Make() : ReadOrMake(Path.Combine(place, $"key-{slot}.pem")));
        return new KeyRing(keys);
    }

    /// <summary>A machine without a writable cache only pays for the keys at every start.</summary>
    private static bool IsUsable(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var probe = Path.Combine(directory, $"probe.{Guid.NewGuid():n}");
            File.Create(probe, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static RunnerKey ReadOrMake(string path)
    {
        if (Read(path) is { } kept)
        {
            return kept;
        }

        var made = Make();
        var temporary = $"{path}.{Guid.NewGuid():n}";
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var writer = new StreamWriter(temporary, options))
        {
            writer.Write(made.ToPem());
        }

        // Several forges may start at once. Whoever renames last wins; the others go on with their own key, which hurts nobody.
        File.Move(temporary, path, overwrite: true);
        return made;
    }

    private static RunnerKey? Read(string path)
    {
        try
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(File.ReadAllText(path));
            return new RunnerKey(rsa);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (ArgumentException)
        {
            return null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static RunnerKey Make() => new(RSA.Create(Bits));
}
