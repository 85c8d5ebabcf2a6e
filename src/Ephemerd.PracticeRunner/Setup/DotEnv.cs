using Ephemerd.PracticeRunner.Os;

namespace Ephemerd.PracticeRunner.Setup;

/// <summary>The root's <c>.env</c>: lines <c>KEY=VALUE</c> that the Listener takes into its own environment.</summary>
internal static class DotEnv
{
    public static void Load(RunnerRoot root)
    {
        if (!File.Exists(root.EnvironmentFile))
        {
            return;
        }

        foreach (var line in File.ReadAllLines(root.EnvironmentFile))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                ProcessEnvironment.Set(line[..equals], line[(equals + 1)..]);
            }
        }
    }
}
