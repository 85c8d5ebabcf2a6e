using Ephemerd.Model;

namespace Ephemerd.Config;

/// <summary>A secret, or why it cannot be had. Never both; no message repeats any part of the secret.</summary>
internal sealed record SecretReading(Secret? Secret, Problem? Problem);

/// <summary>Fetches the secret that a credential points to. Asked again whenever GitHub refuses it, since tokens are rotated.</summary>
internal static class SecretReader
{
    /// <summary>The largest private key GitHub hands out is below 4 KiB.</summary>
    private const long LargestFile = 64 << 10;

    private const UnixFileMode Foreign =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static SecretReading Read(GitHubCredential credential, HostEnvironment host) => credential switch
    {
        TokenFromEnvironment e => FromVariable(e.Variable, host),
        TokenFromFile f => FromFile(f.Path, (text, path) => Checked(text, path, isToken: true)),
        AppCredential a => FromFile(a.PrivateKeyFile, (text, path) => Checked(text, path, isToken: false)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Lines of <c>name: value</c>, such as a collector's key.</summary>
    public static SecretReading ReadHeaders(string path) => FromFile(path, Headers);

    private static SecretReading FromVariable(string name, HostEnvironment host) => host.Find(name) is { } value
        ? Checked(value, $"${name}", isToken: true)
        : Bad($"${name}", "this environment variable is not set", $"set {name} for the daemon, for a service in its environment file");

    private static SecretReading FromFile(string path, Func<string, string, SecretReading> check)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && !OperatingSystem.IsWindows() && (file.UnixFileMode & Foreign) != 0)
            {
                return Bad(path, "this file holds a secret and other users may read or write it", $"chmod 600 {path}");
            }
            return file.Exists && file.Length > LargestFile
                ? Bad(path, $"this file has {file.Length} bytes, too many for a secret", "name the file that holds only the secret")
                : check(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Bad(path, $"this file cannot be read: {e.Message}", "make it a file that the daemon's user, and nobody else, may read");
        }
    }

    private static SecretReading Checked(string text, string where, bool isToken)
    {
        var secret = text.Trim();
        if (secret.Length == 0)
        {
            return Bad(where, "the secret is empty", "put the token or the private key there");
        }
        if (isToken && secret.Any(c => c is <= ' ' or > '~'))
        {
            return Bad(
                where,
                "this is no token: it holds blanks, line breaks or characters outside ASCII",
                "put the token there and nothing else");
        }
        return isToken || secret.StartsWith("-----BEGIN ", StringComparison.Ordinal)
            ? new(new Secret(secret), null)
            : Bad(where, "this is no private key in PEM form", "put the .pem file there that GitHub made for the App");
    }

    private static SecretReading Headers(string text, string where)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 0 && Array.TrueForAll(lines, line => line.IndexOf(':', StringComparison.Ordinal) > 0)
            ? new(new Secret(string.Join('\n', lines)), null)
            : Bad(where, "this file is not made of lines like `name: value`", "write one header a line");
    }

    private static SecretReading Bad(string where, string what, string fix) => new(null, new(where, what, fix));
}
