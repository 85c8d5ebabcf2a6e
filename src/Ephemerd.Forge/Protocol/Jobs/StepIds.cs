using System.Buffers.Binary;
using Ephemerd.Forge.State.Jobs;

namespace Ephemerd.Forge.Protocol.Jobs;

/// <summary>A step's id follows from its job's, so that nothing need be kept for it.</summary>
internal static class StepIds
{
    public static Guid Of(Job job, int index)
    {
        var bytes = job.BackendId.ToByteArray();
        var last = bytes.AsSpan(12);
        BinaryPrimitives.WriteInt32LittleEndian(last, BinaryPrimitives.ReadInt32LittleEndian(last) + index + 1);
        return new Guid(bytes);
    }
}
