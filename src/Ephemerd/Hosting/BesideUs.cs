namespace Ephemerd.Hosting;

/// <summary>The programs that are delivered beside the daemon and never linked into it.</summary>
internal static class BesideUs
{
    public static string PracticeListener => Path.Combine(AppContext.BaseDirectory, "practice-runner", "tree", "bin", "Runner.Listener");
}
