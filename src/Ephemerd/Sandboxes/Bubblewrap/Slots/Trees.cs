namespace Ephemerd.Sandboxes.Bubblewrap.Slots;

/// <summary>Directory trees that a job has written: never followed through links, deleted whatever their modes, measured at a bounded cost.</summary>
internal static class Trees
{
    private const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int MostEntries = 200_000;

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    public static void Delete(string path)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // Build tools leave directories nobody may write (Go's module cache); without root the owner has to open them first.
            OpenUp(path);
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Bytes of the files in it, at most <paramref name="enough"/> and a bounded number of entries, so that a job cannot make the look itself costly.</summary>
    public static long Size(string path, long enough)
    {
        var total = 0L;
        foreach (var file in new DirectoryInfo(path).EnumerateFiles("*", Everything).Take(MostEntries))
        {
            try
            {
                total += file.Length;
            }
            catch (FileNotFoundException)
            {
                // The job removed it meanwhile.
            }

            if (total >= enough)
            {
                break;
            }
        }

        return total;
    }

    private static void OpenUp(string path)
    {
        File.SetUnixFileMode(path, Open);
        foreach (var below in Directory.EnumerateDirectories(path).Where(d => new DirectoryInfo(d).LinkTarget is null))
        {
            OpenUp(below);
        }
    }
}
