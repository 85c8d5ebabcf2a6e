using System.Text.Json.Serialization;
using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes.Bubblewrap.Limits;

namespace Ephemerd.Sandboxes.Bubblewrap.Slots;

/// <summary>
/// What a later daemon must know of a run to take it up and to remove it. Written before anything else of the run is made and removed after
/// everything else is gone, so whatever exists has a record.
/// </summary>
/// <param name="Backend">Which backend made it: several of this kind may share the data directory.</param>
/// <param name="Index">Which slot, and so which user, it holds.</param>
/// <param name="OwnUser">Whether the user is the slot's alone, so that all its processes are this run's.</param>
internal sealed record SlotRecord(
    string Backend, int Index, uint Uid, uint Gid, string User, bool OwnUser, Isolation Isolation, IReadOnlyList<AppliedLimit> Limits, long? Disk, RunGroups Groups)
{
    public const string File = "slot.json";

    /// <summary>For a slot whose record is lost or unreadable: everything about it is guessed from its place, and nothing from its user.</summary>
    public static SlotRecord Nameless(SlotPlaces places, string backend) => new(
        backend, -1, Files.OwnerOf(places.Slot) ?? 0, 0, "unknown", OwnUser: false, Isolation.Namespaces, [], null, RunGroups.None);

    public void Write(SlotPlaces places) => SealedFile.Write(places.Record, this, SlotRecordJson.Default.SlotRecord, Durability.Cache);

    /// <summary>Null when there is none, or one that is not whole or that this release does not understand.</summary>
    public static SlotRecord? Read(SlotPlaces places)
    {
        // Asked first: the folders of ended runs stay for days, and an exception for each at every look would cost more than the look.
        return System.IO.File.Exists(places.Record) ? SealedFile.Read(places.Record, SlotRecordJson.Default.SlotRecord).Value : null;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SlotRecord))]
internal sealed partial class SlotRecordJson : JsonSerializerContext;
