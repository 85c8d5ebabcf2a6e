using Ephemerd.Model;

namespace Ephemerd.Runs;

/// <summary>Which runners nothing queued needs any more, from levels.</summary>
internal static class SurplusRules
{
    /// <summary>
    /// How long a runner must have been beyond what is queued, at every look of ours, before it is retired. GitHub refuses to remove a runner that
    /// has a job, so a wrong guess costs a new order and never a job; this keeps a queue that flickers from costing one each time.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    /// <summary>Of each class as many as are beyond its queue, the newest first: they are the furthest from being of use.</summary>
    /// <param name="idle">Live runners that neither a look nor their own words have shown with a job.</param>
    /// <param name="listed">Per class, all jobs listed as queued. Too many only keeps a runner longer.</param>
    public static IReadOnlyList<SandboxName> Beyond(IEnumerable<(SandboxName Name, RunnerClass Class)> idle, IReadOnlyDictionary<RunnerClass, int> listed) =>
    [
        .. idle.GroupBy(r => r.Class).SelectMany(of => of
            .OrderByDescending(r => r.Name.Run)
            .Take(Math.Max(0, of.Count() - listed.GetValueOrDefault(of.Key)))
            .Select(r => r.Name)),
    ];
}
