using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Wire;
using Ephemerd.PracticeRunner.Working.Logs;
using Ephemerd.PracticeRunner.Working.Message;

namespace Ephemerd.PracticeRunner.Working.Steps;

/// <summary>Runs the script of a step, or a hook, in the job's scope.</summary>
internal sealed class ScriptStep(JobScope scope, JobLog log, Pace pace)
{
    /// <summary>A <c>run:</c> step.</summary>
    /// <exception cref="TemplateException">The step asks for more than is copied here.</exception>
    public async Task<JobResult> RunAsync(JobStep step, StepOutput output, CancellationToken abort)
    {
        var inputs = Templates.Mapping(step.Inputs, scope.Contexts).ToDictionary(StringComparer.OrdinalIgnoreCase);
        var defaults = RunDefaults();
        var shell = inputs.GetValueOrDefault("shell") ?? defaults.GetValueOrDefault("shell");
        var script = inputs.GetValueOrDefault("script") ?? throw new TemplateException("The step has no script");
        var file = Path.Combine(scope.Workspace.Temp, $"{Guid.NewGuid()}.sh");
        var command = ShellRules.Command(shell, file) ?? throw new TemplateException($"The practice runner has no shell '{shell}'");
        var directory = inputs.GetValueOrDefault("workingDirectory") ?? defaults.GetValueOrDefault("working-directory") ?? "";
        await using (var writer = new StreamWriter(file))
        {
            await writer.WriteAsync(script.Replace("\r\n", "\n", StringComparison.Ordinal).AsMemory(), abort);
            await writer.WriteAsync('\n');
        }

        Announce(script, string.Join(' ', command).Replace(file, "{0}", StringComparison.Ordinal));
        var limit = Templates.Text(step.TimeoutInMinutes, scope.Contexts);
        return await ExecuteAsync(command, Path.GetFullPath(directory, scope.Workspace.Directory), step, output, limit, abort);
    }

    /// <summary>A started or completed hook.</summary>
    public Task<JobResult> RunHookAsync(string path, StepOutput output, CancellationToken abort)
    {
        log.Write($"A job hook has been configured by the self-hosted runner administrator: '{path}'");
        return ExecuteAsync(ShellRules.Command("bash", path)!, scope.Workspace.Directory, null, output, "", abort);
    }

    private async Task<JobResult> ExecuteAsync(
        string[] command, string directory, JobStep? step, StepOutput output, string limitInMinutes, CancellationToken abort)
    {
        var files = new FileCommands(scope.Workspace);
        var environment = scope.StepEnvironment(step);
        files.AddTo(environment);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(abort);
        if (double.TryParse(limitInMinutes, out var minutes) && minutes > 0)
        {
            ending.CancelAfter(pace.Scaled(TimeSpan.FromMinutes(minutes)));
        }

        StepExit exit;
        try
        {
            exit = await StepProcess.RunAsync(command, directory, environment, output.Take, pace, ending.Token);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            output.Fail($"An error occurred trying to start process '{command[0]}' with working directory '{directory}'. {e.Message}");
            return JobResult.Failed;
        }

        return Judge(exit, files, step, output, limitInMinutes, abort);
    }

    private JobResult Judge(StepExit exit, FileCommands files, JobStep? step, StepOutput output, string limitInMinutes, CancellationToken abort)
    {
        files.Apply(scope, step?.ContextName ?? "");
        if (step is not null && files.Summary() is { Length: > 0 } summary)
        {
            log.Summarize(step.Id, summary);
        }

        if (exit.Aborted)
        {
            output.Fail(abort.IsCancellationRequested ? "The operation was canceled." : $"The action has timed out after {limitInMinutes} minutes.");
            return abort.IsCancellationRequested ? JobResult.Canceled : JobResult.Failed;
        }

        if (exit.Code != 0)
        {
            output.Fail($"Process completed with exit code {exit.Code}.");
            return JobResult.Failed;
        }

        return JobResult.Succeeded;
    }

    private void Announce(string script, string command)
    {
        var lines = script.TrimEnd().Split('\n');
        log.Write($"##[group]Run {lines[0].TrimEnd()}");
        foreach (var line in lines)
        {
            log.Write($"\u001b[36;1m{line.TrimEnd('\r')}\u001b[0m");
        }

        log.Write($"shell: {command}");
        log.Write("##[endgroup]");
    }

    /// <summary>The <c>run</c> part of the workflow's and the job's <c>defaults</c>, the later ones winning.</summary>
    private Dictionary<string, string> RunDefaults()
    {
        var defaults = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in scope.Message.Defaults.SelectMany(item => Templates.Pairs(item, scope.Contexts)))
        {
            foreach (var (key, text) in name == "run" ? Templates.Mapping(value, scope.Contexts) : [])
            {
                defaults[key] = text;
            }
        }

        return defaults;
    }
}
