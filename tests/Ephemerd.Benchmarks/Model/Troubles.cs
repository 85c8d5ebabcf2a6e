namespace Ephemerd.Benchmarks.Model;

/// <summary>The steps that only arrange what goes wrong later.</summary>
internal static class Troubles
{
    public static void Arrange(Step step, SimWorld world)
    {
        switch (step)
        {
            case Step.GitHubFails f:
                Times(f.Calls, () => world.Trouble.GitHub(f.Kind, f.AfterEffect));
                break;
            case Step.GitHubSlow s:
                Times(s.Calls, () => world.Trouble.Slow.Enqueue(TimeSpan.FromSeconds(s.Seconds)));
                break;
            case Step.Post p:
                Times(p.Times, () => world.Post.Fates.Enqueue(p.How));
                break;
            case Step.SandboxFails f:
                Times(f.Times, () => world.Trouble.Steps.Enqueue(f.At));
                break;
            case Step.RemovalFails f:
                world.Trouble.RemovalsThatFail += f.Times;
                break;
            case Step.LookFails f:
                world.Trouble.ListingsThatFail += f.Times;
                break;
            case Step.CannotTell f:
                world.Trouble.UnknownLooks += f.Times;
                break;
            case Step.Fate f:
                world.Machine.Fates.Enqueue(f.Nature);
                break;
        }
    }

    public static void Over(SimWorld world)
    {
        world.Trouble.Clear();
        world.Post.Fates.Clear();
        world.Machine.Fates.Clear();
    }

    private static void Times(int times, Action arrange)
    {
        for (var i = 0; i < times; i++)
        {
            arrange();
        }
    }
}
