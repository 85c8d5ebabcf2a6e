using System.Buffers.Binary;
using System.Text;

namespace Ephemerd.PracticeRunner.Os;

/// <summary>What the Listener may tell its Worker.</summary>
internal enum WorkerOrder
{
    NewJob = 1,
    Cancel = 2,
    Shutdown = 3,
}

/// <summary>
/// The Listener's pipe to its Worker's stdin: order, length, text. A pipe and not arguments, because the job message holds tokens.
/// Its end means nothing: the Worker outlives a killed Listener (observed on runner v2.336.0).
/// </summary>
internal static class WorkerChannel
{
    public static async Task SendAsync(Stream pipe, WorkerOrder order, string text, CancellationToken stop)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var frame = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, (int)order);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), body.Length);
        body.CopyTo(frame, 8);
        await pipe.WriteAsync(frame, stop);
        await pipe.FlushAsync(stop);
    }

    /// <returns>Null at the end of the pipe.</returns>
    public static async Task<(WorkerOrder Order, string Text)?> ReceiveAsync(Stream pipe, CancellationToken stop)
    {
        var head = new byte[8];
        if (await pipe.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, stop) < head.Length)
        {
            return null;
        }

        var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4))];
        await pipe.ReadExactlyAsync(body, stop);
        return ((WorkerOrder)BinaryPrimitives.ReadInt32LittleEndian(head), Encoding.UTF8.GetString(body));
    }
}
