using System.Text;
using Ephemerd.Model;
using Ephemerd.Status.Control;
using NUnit.Framework;

namespace Ephemerd.Tests.Status.Control;

[CancelAfter(30_000)]
public sealed class LogStreamTests
{
    [Test]
    public async Task Without_following_what_is_there_now_is_all(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        await File.WriteAllTextAsync(bench.BeginWithLog(out var run), "one\ntwo\n", stop);

        Assert.That(await ReadAsync(bench, run.ToString(), 0, false, stop), Is.EqualTo("one\ntwo\n"));
        Assert.That(await ReadAsync(bench, run.ToString(), 4, false, stop), Is.EqualTo("two\n"));
    }

    [Test]
    public async Task A_followed_log_has_backlog_and_what_comes_once_each_and_ends_with_the_run(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var path = bench.BeginWithLog(out var run);
        var lines = Enumerable.Range(0, 2000).Select(i => $"line {i} {new string('.', i % 60)}\n").ToList();
        await File.WriteAllTextAsync(path, string.Concat(lines.Take(500)), stop);
        var arrived = new Watched();

        var followed = bench.Client.CopyLogAsync(run.ToString(), 0, follow: true, arrived, stop);
        await arrived.UntilAsync(text => text.Contains("line 499 ", StringComparison.Ordinal), stop);
        await using (var log = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true })
        {
            foreach (var line in lines.Skip(500))
            {
                await log.WriteAsync(line);
            }

            // The very last words come in the same breath as the end.
            bench.Finish(run);
        }

        await followed;
        Assert.That(arrived.Text, Is.EqualTo(string.Concat(lines)));
    }

    [Test]
    public async Task A_follower_may_come_before_there_is_a_log(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var run = bench.Begin();
        var followed = ReadAsync(bench, run.ToString(), 0, true, stop);
        var path = Path.Combine(bench.Folder, "late.log");
        bench.Board.Update(run, r => r with { LogPath = path });
        await File.WriteAllTextAsync(path, "late\n", stop);
        bench.Finish(run);

        Assert.That(await followed, Is.EqualTo("late\n"));
    }

    [Test]
    public async Task When_the_daemon_goes_away_a_follower_is_told_so_and_not_that_the_run_ended(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        await File.WriteAllTextAsync(bench.BeginWithLog(out var run), "begun\n", stop);
        var arrived = new Watched();
        var followed = bench.Client.CopyLogAsync(run.ToString(), 0, follow: true, arrived, stop);
        await arrived.UntilAsync(text => text == "begun\n", stop);

        await bench.StopServingAsync();

        var fault = Assert.ThrowsAsync<ControlFault>(() => followed);
        Assert.That(fault!.Kind, Is.EqualTo(ControlFaultKind.NotReachable));
    }

    [Test]
    public async Task A_run_is_found_by_name_job_and_beginning_and_an_ambiguous_key_lists_the_choices(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        await File.WriteAllTextAsync(bench.BeginWithLog(out var first), "first\n", stop);
        await File.WriteAllTextAsync(bench.BeginWithLog(out var second), "second\n", stop);
        bench.Board.Update(second, r => r with { Job = new JobFacts(4711, 1, 1, "build", null, ControlBench.Noon, null, null) });

        Assert.That(await ReadAsync(bench, "4711", 0, false, stop), Is.EqualTo("second\n"));
        Assert.That(await ReadAsync(bench, first.Run.ToString(), 0, false, stop), Is.EqualTo("first\n"));
        Assert.That(await ReadAsync(bench, first.Run.ToString()[..14], 0, false, stop), Is.EqualTo("first\n"));
        var many = Assert.ThrowsAsync<ControlFault>(() => ReadAsync(bench, "eph-box", 0, false, stop));
        Assert.That(many!.Message, Does.Contain(first.ToString()).And.Contain(second.ToString()));
        var none = Assert.ThrowsAsync<ControlFault>(() => ReadAsync(bench, "nobody", 0, false, stop));
        Assert.That(none!.Kind, Is.EqualTo(ControlFaultKind.NotFound));
    }

    [Test]
    public async Task A_run_the_board_has_forgotten_is_found_in_the_past(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var path = Path.Combine(bench.Folder, "old.log");
        await File.WriteAllTextAsync(path, "long ago\n", stop);
        bench.Past.Add(new KnownRun(SandboxName.Parse("eph-box-00000a-000000000000001"), 99, Finished: true, path));

        Assert.That(await ReadAsync(bench, "99", 0, true, stop), Is.EqualTo("long ago\n"));
    }

    private static async Task<string> ReadAsync(ControlBench bench, string key, long from, bool follow, CancellationToken stop)
    {
        using var into = new MemoryStream();
        await bench.Client.CopyLogAsync(key, from, follow, into, stop);
        return Encoding.UTF8.GetString(into.ToArray());
    }

    /// <summary>A stream that tells when what was written to it is as wanted.</summary>
    private sealed class Watched : MemoryStream
    {
        private readonly Lock _gate = new();
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Text
        {
            get
            {
                lock (_gate)
                {
                    return Encoding.UTF8.GetString(ToArray());
                }
            }
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            TaskCompletionSource before;
            lock (_gate)
            {
                Write(buffer.Span);
                (before, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            before.SetResult();
            await Task.CompletedTask;
        }

        public async Task UntilAsync(Func<string, bool> wanted, CancellationToken stop)
        {
            while (true)
            {
                Task changed;
                lock (_gate)
                {
                    if (wanted(Encoding.UTF8.GetString(ToArray())))
                    {
                        return;
                    }

                    changed = _changed.Task;
                }

                await changed.WaitAsync(stop);
            }
        }
    }
}
