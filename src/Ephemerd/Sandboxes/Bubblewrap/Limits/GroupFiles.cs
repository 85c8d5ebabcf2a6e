namespace Ephemerd.Sandboxes.Bubblewrap.Limits;

/// <summary>Writes the kernel's control files: one write each, never a rename.</summary>
internal static class GroupFiles
{
    /// <summary>Null when the kernel took it, else its reason.</summary>
    public static string? TryWrite(string file, string text)
    {
        try
        {
            using var writer = new StreamWriter(new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite));
            writer.Write(text);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
