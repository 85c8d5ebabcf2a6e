using Microsoft.Extensions.Logging;

namespace Ephemerd.Sandboxes.Bubblewrap.Slots;

/// <summary>Keeps images lying ready, made in the background one refill at a time. Thread-safe.</summary>
internal sealed partial class SpareImages(SlotImages images, int count, ILogger log)
{
    private readonly Lock _gate = new();
    private Task _refill = Task.CompletedTask;

    /// <summary>Returns at once. What cannot be made is logged: a run then makes its own.</summary>
    public void Refill(long size)
    {
        lock (_gate)
        {
            if (_refill.IsCompleted)
            {
                _refill = Task.Run(() => RefillAsync(size));
            }
        }
    }

    private async Task RefillAsync(long size)
    {
        try
        {
            await images.PrepareAsync(size, count, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoSpares(e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "No slots could be made ahead: {Why}")]
    private partial void LogNoSpares(string why);
}
