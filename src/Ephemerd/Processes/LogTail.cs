using System.Text;

namespace Ephemerd.Processes;

/// <summary>Reads the end of a file that may still grow.</summary>
internal static class LogTail
{
    /// <summary>At most the last <paramref name="bytes"/> bytes, from the start of a line where one begins in them; empty when there is no file.</summary>
    public static string Read(string path, int bytes)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var cut = file.Length > bytes;
            file.Position = cut ? file.Length - bytes : 0;
            var buffer = new byte[bytes];
            var text = Encoding.UTF8.GetString(buffer, 0, file.ReadAtLeast(buffer, bytes, throwOnEndOfStream: false));
            var newline = cut ? text.IndexOf('\n', StringComparison.Ordinal) : -1;
            return text[(newline + 1)..];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }
}
