using Ephemerd.Processes.Keeping;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Sandboxes.Pretend.Places;

/// <summary>What every run of this backend shares.</summary>
internal sealed record PretendKit(PretendOptions Options, Keeper Keeper, TimeProvider Time, ILogger Log);
