namespace Ephemerd.Runners.Store;

/// <summary>Where one package is made. Whatever is still in it when it is disposed is removed.</summary>
internal sealed class Stage(string path) : IDisposable
{
    public string Archive { get; } = Path.Combine(path, "package.tar.gz");

    public string Tree { get; } = Path.Combine(path, "tree");

    public void Dispose()
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next attempt sweeps it first, and tells why it cannot.
        }
    }
}
