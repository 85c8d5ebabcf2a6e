using System.Globalization;

namespace Ephemerd.PracticeRunner.Os;

/// <summary>
/// Every wait of this program goes through here, multiplied by <c>PRACTICE_RUNNER_TIME_SCALE</c> (default 1, the real
/// runner's times), so that a test of a four-minute retry does not take four minutes. The one variable the real runner does not have.
/// Limits on what others take (an answer, a Worker's end) are not waits and stay as they are, or a busy machine would fail them.
/// </summary>
internal sealed class Pace(TimeProvider time, Random chance, double scale)
{
    public TimeProvider Time => time;

    public static Pace FromEnvironment(TimeProvider time)
    {
        var text = ProcessEnvironment.Read("PRACTICE_RUNNER_TIME_SCALE");
        var scale = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var read) ? read : 1;
        return new Pace(time, new Random(Environment.ProcessId), scale);
    }

    public TimeSpan Scaled(TimeSpan wait) => wait * scale;

    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * chance.NextDouble());

    public Task WaitAsync(TimeSpan wait, CancellationToken stop) => Task.Delay(Scaled(wait), time, stop);

    /// <summary>As <see cref="EndsBeforeAsync"/>, with a limit that scales as waits do.</summary>
    public Task<bool> EndsWithinAsync(Task task, TimeSpan wait) => EndsBeforeAsync(task, Scaled(wait));

    /// <summary>Waits for the task at most so long; false when it did not end in time.</summary>
    public async Task<bool> EndsBeforeAsync(Task task, TimeSpan limit)
    {
        if (task.IsCompleted)
        {
            return true;
        }

        using var given = new CancellationTokenSource();
        var first = await Task.WhenAny(task, Task.Delay(limit, time, given.Token));
        await given.CancelAsync();
        return first == task;
    }
}
