using Ephemerd.PracticeRunner.Setup;

namespace Ephemerd.PracticeRunner.Working;

/// <summary>The directories of a job under the work folder.</summary>
internal sealed class Workspace
{
    public Workspace(RunnerRoot root, string workFolder, string repository)
    {
        var name = repository[(repository.LastIndexOf('/') + 1)..];
        Work = Path.GetFullPath(workFolder, root.Directory);
        Pipeline = Path.Combine(Work, name);
        Directory = Path.Combine(Pipeline, name);
    }

    public string Work { get; }

    /// <summary>RUNNER_WORKSPACE: <c>_work/repo</c>.</summary>
    public string Pipeline { get; }

    /// <summary>GITHUB_WORKSPACE: <c>_work/repo/repo</c>.</summary>
    public string Directory { get; }

    public string Temp => Path.Combine(Work, "_temp");

    public string ToolCache => Path.Combine(Work, "_tool");

    public string FileCommands => Path.Combine(Temp, "_runner_file_commands");

    public string EventFile => Path.Combine(Temp, "_github_workflow", "event.json");

    public void Prepare()
    {
        Clear();
        System.IO.Directory.CreateDirectory(Directory);
        System.IO.Directory.CreateDirectory(ToolCache);
        System.IO.Directory.CreateDirectory(FileCommands);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(EventFile)!);
    }

    /// <summary>The temp directory is emptied before and after a job.</summary>
    public void Clear()
    {
        if (System.IO.Directory.Exists(Temp))
        {
            System.IO.Directory.Delete(Temp, recursive: true);
        }
    }
}
