using System.Collections.Concurrent;
using Ephemerd.Model;
using Ephemerd.Processes.Keeping;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Sandboxes.Bubblewrap.Slots;

/// <summary>What every run of this backend shares.</summary>
internal sealed record SlotKit(
    string DataDirectory, BubblewrapOptions Options, Keeper Keeper, SlotFiles Files, SpareImages Spares, SlotBook Book, TimeProvider Time, ILogger Log)
{
    /// <summary>The runs this daemon holds, so that a second asker gets the same one and never a rival.</summary>
    public ConcurrentDictionary<SandboxName, BubblewrapSandbox> Living { get; } = new();
}
