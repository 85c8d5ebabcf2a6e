namespace Ephemerd.Sandboxes.Lives;

/// <summary>By what a run's processes are known besides its keeper's record, which may be lost. A look that fails throws <see cref="IOException"/>.</summary>
internal interface IRunTraces
{
    /// <summary>What certainly belongs to the run: by control group, or by a user that is the run's alone.</summary>
    IEnumerable<int> Members();

    /// <summary>Whether a process that was started with these arguments is the run's. Asked only where the record does not name its processes.</summary>
    bool IsOurs(string commandLine);

    /// <summary>Ends at once what a group holds, before its processes are ended one by one.</summary>
    void Kill();
}
