using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>One waiting job among what a tick knows.</summary>
/// <param name="Ahead">Jobs of its class that are older and want a runner too.</param>
internal sealed record JobCase(DemandedJob Job, int Ahead, AdmissionWorld World)
{
    public ClassPolicy Of => Job.Class ?? throw new InvalidOperationException("Asked of a job that no class carries.");

    public RunnerClass Class => Of.Class;

    public int Coming => World.Coming.GetValueOrDefault(Class);

    public ClassPause? Pause => World.Pauses.GetValueOrDefault(Class);

    public GivenUp? GivenUp => World.GivenUp.GetValueOrDefault(Job.Job.JobId) is { } gone && gone.Attempt == Job.Job.Attempt ? gone : null;

    public LimitCase Limits(Occupancy held) => new(Class, Of.Limits.Disk, held, World.Policy);

    /// <summary>What is known of the job was learned at a look at its repository.</summary>
    public Fact Seen(string name, string value) => new(name, value, $"look at {Job.Job.Repo}", Job.SeenAt);

    public Fact Set(string name, string value) => new(name, value, "configuration", World.Policy.ReadAt);

    public Fact Now(string name, string value, string source) => new(name, value, source, World.At);
}
