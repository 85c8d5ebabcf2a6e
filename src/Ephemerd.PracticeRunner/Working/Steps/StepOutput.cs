using System.Globalization;
using Ephemerd.PracticeRunner.Wire;
using Ephemerd.PracticeRunner.Working.Logs;

namespace Ephemerd.PracticeRunner.Working.Steps;

/// <summary>Takes a step's output line by line: obeys workflow commands, writes the rest to the log. Thread-safe.</summary>
internal sealed class StepOutput(JobLog log, int number)
{
    private readonly Lock _gate = new();
    private readonly List<JobAnnotation> _annotations = [];
    private string? _resumeAt;

    public IReadOnlyList<JobAnnotation> Annotations
    {
        get
        {
            lock (_gate)
            {
                return [.. _annotations];
            }
        }
    }

    public void Take(string line)
    {
        lock (_gate)
        {
            if (_resumeAt is not null)
            {
                _resumeAt = line.Trim() == _resumeAt ? null : _resumeAt;
                log.Write(line);
            }
            else if (!WorkflowCommand.TryParse(line, out var command) || !Obey(command))
            {
                log.Write(line);
            }
        }
    }

    public void Fail(string message)
    {
        lock (_gate)
        {
            Annotate("failure", "error", message, 0, 0);
        }
    }

    private bool Obey(WorkflowCommand command)
    {
        switch (command.Name)
        {
            case "error":
                Annotate("failure", "error", command.Text, Line(command, "line"), Line(command, "endLine"));
                return true;
            case "warning":
                Annotate("warning", "warning", command.Text, Line(command, "line"), Line(command, "endLine"));
                return true;
            case "notice":
                Annotate("notice", "notice", command.Text, Line(command, "line"), Line(command, "endLine"));
                return true;
            case "add-mask":
                log.Masks.Add(command.Text);
                log.Write("::add-mask::***");
                return true;
            case "group":
                log.Write($"##[group]{command.Text}");
                return true;
            case "endgroup":
                log.Write("##[endgroup]");
                return true;
            case "debug":
                log.Write($"##[debug]{command.Text}");
                return true;
            case "stop-commands":
                _resumeAt = $"::{command.Text}::";
                log.Write($"::stop-commands::{command.Text}");
                return true;
            default:
                return false;
        }
    }

    private void Annotate(string level, string mark, string message, int line, int endLine)
    {
        _annotations.Add(new JobAnnotation(level, log.Masks.Apply(message), line, endLine == 0 ? line : endLine, number));
        foreach (var part in message.Split('\n'))
        {
            log.Write($"##[{mark}]{part.TrimEnd('\r')}");
        }
    }

    private static int Line(WorkflowCommand command, string name) =>
        int.TryParse(command.Properties.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : 0;
}
