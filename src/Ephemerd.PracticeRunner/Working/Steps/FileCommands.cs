using Ephemerd.PracticeRunner.Working.Message;

namespace Ephemerd.PracticeRunner.Working.Steps;

/// <summary>The files a step writes to speak to the runner: GITHUB_ENV, GITHUB_OUTPUT, GITHUB_PATH, GITHUB_STATE, GITHUB_STEP_SUMMARY.</summary>
internal sealed class FileCommands
{
    private static readonly string[] Kinds = ["env", "output", "path", "state", "step_summary"];
    private readonly Dictionary<string, string> _files;

    public FileCommands(Workspace workspace)
    {
        var suffix = Guid.NewGuid();
        _files = Kinds.ToDictionary(kind => kind, kind => Path.Combine(workspace.FileCommands, $"{kind}_{suffix}"));
        Directory.CreateDirectory(workspace.FileCommands);
        foreach (var file in _files.Values)
        {
            File.Create(file).Dispose();
        }
    }

    public void AddTo(IDictionary<string, string> environment)
    {
        foreach (var (kind, file) in _files)
        {
            environment[$"GITHUB_{kind.ToUpperInvariant()}"] = file;
        }
    }

    /// <exception cref="TemplateException">A file is not in the form GitHub documents; the step fails.</exception>
    public void Apply(JobScope scope, string step)
    {
        foreach (var (name, value) in Pairs(Lines("env")))
        {
            scope.SetEnv(name, value);
        }

        foreach (var (name, value) in Pairs(Lines("output")))
        {
            scope.SetOutput(step, name, value);
        }

        foreach (var directory in Lines("path").Where(line => line.Length > 0))
        {
            scope.PrependPath(directory);
        }
    }

    public byte[] Summary() => File.Exists(_files["step_summary"]) ? File.ReadAllBytes(_files["step_summary"]) : [];

    /// <summary><c>NAME=VALUE</c> on one line, or <c>NAME&lt;&lt;MARK</c>, the value's lines, <c>MARK</c>.</summary>
    internal static IEnumerable<(string Name, string Value)> Pairs(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var equals = lines[i].IndexOf('=', StringComparison.Ordinal);
            var heredoc = lines[i].IndexOf("<<", StringComparison.Ordinal);
            if (heredoc > 0 && (equals < 0 || heredoc < equals))
            {
                var mark = lines[i][(heredoc + 2)..];
                var end = Array.IndexOf(lines, mark, i + 1);
                if (mark.Length == 0 || end < 0)
                {
                    throw new TemplateException($"Matching delimiter not found '{mark}'");
                }

                yield return (lines[i][..heredoc], string.Join('\n', lines[(i + 1)..end]));
                i = end;
            }
            else if (equals > 0)
            {
                yield return (lines[i][..equals], lines[i][(equals + 1)..]);
            }
            else if (lines[i].Length > 0)
            {
                throw new TemplateException($"Invalid format '{lines[i]}'");
            }
        }
    }

    private string[] Lines(string kind) => File.Exists(_files[kind]) ? File.ReadAllLines(_files[kind]) : [];
}
