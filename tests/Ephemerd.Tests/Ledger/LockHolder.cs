using System.Diagnostics;
using NUnit.Framework;

namespace Ephemerd.Tests.Ledger;

/// <summary>Another process that has the database open in the middle of a write, until it is disposed.</summary>
internal sealed class LockHolder : IDisposable
{
    private const string Script =
        "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1],isolation_level=None)\nc.execute('BEGIN IMMEDIATE')\nprint('held',flush=True)\nsys.stdin.read()\n";

    private readonly Process _process;

    private LockHolder(Process process) => _process = process;

    public static LockHolder Hold(string path)
    {
        if (!File.Exists("/usr/bin/python3"))
        {
            Assert.Ignore("Holding the lock from another process needs python3.");
        }

        var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Script, path]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.That(process.StandardOutput.ReadLine(), Is.EqualTo("held"));
        return new LockHolder(process);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
