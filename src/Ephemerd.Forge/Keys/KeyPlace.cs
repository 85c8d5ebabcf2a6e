namespace Ephemerd.Forge.Keys;

/// <summary>Where the key ring is kept: outside the tree, in the user's cache.</summary>
internal static class KeyPlace
{
    public static string? Find()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache) || !Path.IsPathRooted(cache))
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            cache = home.Length == 0 ? null : Path.Combine(home, ".cache");
        }

        return cache is null ? null : Path.Combine(cache, "ephemerd-forge");
    }
}
