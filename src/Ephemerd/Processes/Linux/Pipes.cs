using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ephemerd.Processes.Linux;

/// <summary>Pipes without a name, whose ends no child inherits unless it is given one.</summary>
internal static partial class Pipes
{
    private const int CloseOnExec = 0x80000;
    private const int LongestWord = 512;

    public static (SafeFileHandle Reader, SafeFileHandle Writer) Make()
    {
        Span<int> ends = stackalloc int[2];
        return pipe2(ref MemoryMarshal.GetReference(ends), CloseOnExec) == 0
            ? (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true))
            : throw Files.Failed("making a pipe");
    }

    /// <summary>What is there to be read now; empty when the other side is gone. A line shorter than PIPE_BUF comes whole.</summary>
    public static string Read(SafeFileHandle reader)
    {
        Span<byte> word = stackalloc byte[LongestWord];
        var n = read((int)reader.DangerousGetHandle(), ref MemoryMarshal.GetReference(word), LongestWord);
        return n > 0 ? Encoding.UTF8.GetString(word[..(int)n]) : "";
    }

    /// <summary>Says one line. That nobody is there to hear it is no error: its reader has gone, and says so in its own way.</summary>
    public static void Say(SafeFileHandle writer, string word)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(word + "\n");
        _ = write((int)writer.DangerousGetHandle(), ref MemoryMarshal.GetReference(bytes), bytes.Length);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(ref int ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int handle, ref byte buffer, nint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int handle, ref byte buffer, nint size);
}
