using System.Diagnostics;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Microsoft.Data.Sqlite;
using NUnit.Framework;
using Book = Ephemerd.Ledger.OrderLedger;

namespace Ephemerd.Tests.Ledger;

[CancelAfter(60_000)]
public sealed class LedgerFileTests
{
    [Test]
    public async Task The_database_and_its_log_are_readable_by_their_owner_alone(CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no file modes.");
        }

        using var bench = new LedgerBench();
        await File.WriteAllBytesAsync(bench.Path, [], stop);
        File.SetUnixFileMode(bench.Path, (UnixFileMode)0b110_110_110);
        await using var book = await bench.OpenAsync(stop);
        await bench.IntendAsync(book, stop);

        var files = Directory.GetFiles(bench.Folder);
        Assert.That(files, Has.Length.EqualTo(3), "database, write-ahead log, shared memory");
        Assert.That(files.Select(File.GetUnixFileMode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task A_fresh_database_has_every_step_of_the_schema_with_its_digest(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using (await bench.OpenAsync(stop))
        {
        }

        Assert.That(LedgerTests.Ask<long>(bench.Path, "PRAGMA user_version"), Is.EqualTo(Migration.All.Count));
        Assert.That(LedgerTests.Ask<string>(bench.Path, "SELECT group_concat(sha256) FROM migrations"),
            Is.EqualTo(string.Join(',', Migration.All.Select(m => m.Sha256))));
        Assert.That(LedgerTests.Ask<string>(bench.Path, "PRAGMA journal_mode"), Is.EqualTo("wal"));
    }

    [Test]
    public async Task An_older_database_is_brought_up_and_keeps_its_orders(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        SandboxName run;
        await using (var old = await bench.OpenAsync(stop))
        {
            run = await bench.IntendAsync(old, stop);
        }

        var next = new Migration(Migration.All.Count + 1, "0099_more", "CREATE TABLE more (x TEXT) STRICT");
        await using (var newer = await Book.OpenAsync(bench.Path, [.. Migration.All, next], TimeProvider.System, stop))
        {
            Assert.That((await newer.OpenOrdersAsync(stop)).Single().Order.Name, Is.EqualTo(run));
        }

        Assert.That(LedgerTests.Ask<long>(bench.Path, "SELECT count(*) FROM more"), Is.Zero);
        Refused(bench, LedgerFaultKind.ForeignSchema, stop);
    }

    [Test]
    public async Task A_step_that_fails_leaves_the_schema_before_it(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        var broken = new Migration(Migration.All.Count + 1, "0099_broken", "CREATE TABLE half (x TEXT); CREATE TABLE half (x TEXT)");

        Assert.That(() => Book.OpenAsync(bench.Path, [.. Migration.All, broken], TimeProvider.System, stop), Throws.InstanceOf<LedgerFault>());

        await using var book = await bench.OpenAsync(stop);
        Assert.That(LedgerTests.Ask<long>(bench.Path, "SELECT count(*) FROM sqlite_master WHERE name = 'half'"), Is.Zero);
    }

    [Test]
    public async Task A_changed_step_is_refused_and_nothing_is_touched(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        var changed = Migration.All.Select(m => m with { Sql = m.Sql + " " }).Select(m => new Migration(m.Number, m.Name, m.Sql)).ToList();
        await using (await Book.OpenAsync(bench.Path, changed, TimeProvider.System, stop))
        {
        }

        Refused(bench, LedgerFaultKind.ForeignSchema, stop);
        Assert.That(Directory.GetFiles(bench.Folder, "*damaged*"), Is.Empty);
    }

    [TestCase(0)]
    [TestCase(1000)]
    public async Task A_damaged_database_is_set_aside_and_said_and_work_goes_on(int offset, CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using (var book = await bench.OpenAsync(stop))
        {
            await bench.IntendAsync(book, stop);
            Assert.That((book.SetAside.Count, book.IsNew), Is.EqualTo((0, true)));
        }

        await using (var file = File.OpenWrite(bench.Path))
        {
            file.Position = offset;
            var noise = new byte[40_000];
            new Random(3).NextBytes(noise);
            await file.WriteAsync(noise, stop);
        }

        await using var fresh = await bench.OpenAsync(stop);
        var run = await bench.IntendAsync(fresh, stop);

        Assert.That(fresh.SetAside.Single(), Does.StartWith(bench.Path + ".damaged-20"));
        Assert.That(new FileInfo(fresh.SetAside[0]).Length, Is.GreaterThanOrEqualTo(40_000), "what was there is kept for whoever wants to look");
        Assert.That((await fresh.OpenOrdersAsync(stop)).Single().Order.Name, Is.EqualTo(run));
    }

    [Test]
    public async Task A_database_locked_by_somebody_else_is_a_fault_and_no_loss(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var book = await bench.OpenAsync(stop);
        var run = await bench.IntendAsync(book, stop);
        using (var other = new SqliteConnection($"Data Source={bench.Path};Pooling=False"))
        {
            other.Open();
            using var hold = other.BeginTransaction();

            var fault = Assert.ThrowsAsync<LedgerFault>(() => book.EndAsync(run, LedgerBench.End, stop));
            Assert.That(fault!.Kind, Is.EqualTo(LedgerFaultKind.Locked));
            Assert.That((await book.OpenOrdersAsync(stop)).Single().Order.Name, Is.EqualTo(run), "reading goes on");
        }

        Assert.That(await book.EndAsync(run, LedgerBench.End, stop), Is.True);
    }

    [Test]
    public async Task A_full_disk_is_a_fault_that_loses_no_order_and_passes_when_there_is_room(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        var small = Path.Combine(bench.Folder, "small");
        Directory.CreateDirectory(small);
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", "size=1m", "ephemerd-test", small) != 0)
        {
            Assert.Ignore("A size-capped tmpfs needs Linux and root.");
        }

        try
        {
            await using var book = await Book.OpenAsync(Path.Combine(small, "ephemerd.db"), TimeProvider.System, stop);
            var kept = await bench.IntendAsync(book, stop);
            var ballast = Path.Combine(small, "ballast");
            Assert.That(() => File.WriteAllBytesAsync(ballast, new byte[2 << 20], stop), Throws.InstanceOf<IOException>());

            var fault = Assert.ThrowsAsync<LedgerFault>(async () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    await book.NoteAsync(kept, "noise", new string('x', 4000), stop);
                }
            });
            Assert.That(fault!.Kind, Is.EqualTo(LedgerFaultKind.Full));

            var (order, lease) = bench.Next();
            Assert.That(Assert.ThrowsAsync<LedgerFault>(() => book.IntendAsync(order, lease, stop))!.Kind, Is.EqualTo(LedgerFaultKind.Full));
            Assert.That((await book.OpenOrdersAsync(stop)).Select(o => o.Order.Name), Is.EqualTo(new[] { kept }));

            File.Delete(ballast);
            await book.IntendAsync(order, lease, stop);
            Assert.That(await book.OpenOrdersAsync(stop), Has.Count.EqualTo(2));
        }
        finally
        {
            Assert.That(Run("umount", small), Is.Zero);
        }
    }

    [Test]
    public void A_directory_that_is_not_there_is_a_fault(CancellationToken stop)
    {
        var fault = Assert.ThrowsAsync<LedgerFault>(() => Book.OpenAsync("/nonexistent/ephemerd.db", TimeProvider.System, stop));
        Assert.That(fault!.Kind, Is.EqualTo(LedgerFaultKind.Unusable));
    }

    private static void Refused(LedgerBench bench, LedgerFaultKind kind, CancellationToken stop) =>
        Assert.That(Assert.ThrowsAsync<LedgerFault>(() => bench.OpenAsync(stop))!.Kind, Is.EqualTo(kind));

    private static int Run(string file, params string[] arguments)
    {
        using var process = Process.Start(file, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
