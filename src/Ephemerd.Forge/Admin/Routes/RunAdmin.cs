using System.Security.Cryptography;
using System.Text;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ephemerd.Forge.Admin.Routes;

/// <summary>Queues, cancels, releases and shows runs and jobs.</summary>
internal sealed class RunAdmin(World world, RunDesk desk)
{
    public void Map(IEndpointRouteBuilder app, AdminDoor door)
    {
        var json = AdminJson.Default;
        door.Take(app, "POST", "/runs", json.RunOrder, json.RunView, (_, order) => Task.FromResult(Queue(order)));
        door.Give(app, "/runs/{id}", json.RunView, context => SeeAsync(() => world.Runs.GetValueOrDefault(context.Id()), AdminViews.Of));
        door.Give(app, "/jobs/{id}", json.JobView, context => SeeAsync(() => world.Jobs.GetValueOrDefault(context.Id()), AdminViews.Of));
        door.Do(app, "POST", "/runs/{id}/cancel", context => Cancel(context, force: false));
        door.Do(app, "POST", "/runs/{id}/force-cancel", context => Cancel(context, force: true));
        door.Do(app, "POST", "/jobs/{id}/release", context => desk.Release(context.Id()));
        door.Text(app, "/jobs/{id}/log", context => Log(context, job => job.Log.Text()));
        door.Text(app, "/jobs/{id}/feed", context => Log(context, job => job.Log.LiveText()));
    }

    private RunView Queue(RunOrder order)
    {
        lock (world.Gate)
        {
            var repo = world.Repos.GetValueOrDefault(order.Repository)
                ?? throw new AdminRefusal($"There is no repository '{order.Repository}'.");
            if (order.Jobs.Count == 0 || order.Jobs.Any(job => job.Labels.Count == 0))
            {
                throw new AdminRefusal("A run has at least one job, and a job at least one label.");
            }

            var run = desk.Queue(repo, Origin(order, repo), [.. order.Jobs.Select(Plan)]);
            return AdminViews.Of(run);
        }
    }

    private RunOrigin Origin(RunOrder order, Repo repo)
    {
        var head = order.HeadRepository is not { } name || name == repo.FullName ? repo
            : world.Repos.GetValueOrDefault(name) ?? world.AddRepo(name, isPrivate: false, isOrganization: false, fork: true);
        var sha = order.Sha ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{repo.FullName}#{repo.RunNumber}")))[..40];
        return new RunOrigin(order.Event, head, order.Branch, sha, order.Title ?? $"Run {repo.RunNumber + 1}")
        {
            Before = order.Before ?? "pull_request", Pulls = order.Pulls ?? [],
        };
    }

    private static JobOrder Plan(QueuedJobOrder order)
    {
        var steps = order.Steps.Select(step => new ScriptStep(step.Name, step.Run, step.Shell, step.WorkingDirectory, step.If ?? "success()"));
        var plan = new JobPlan(order.Name, order.Labels, [.. steps])
        {
            Env = order.Env ?? new Dictionary<string, string>(),
            Timeout = TimeSpan.FromMinutes(order.TimeoutMinutes ?? 360),
        };
        return new JobOrder(plan, order.Waiting);
    }

    private bool Cancel(HttpContext context, bool force)
    {
        lock (world.Gate)
        {
            return world.Runs.GetValueOrDefault(context.Id()) is { } run && desk.Cancel(run, force);
        }
    }

    private string? Log(HttpContext context, Func<Job, string?> read)
    {
        Job? job;
        lock (world.Gate)
        {
            job = world.Jobs.GetValueOrDefault(context.Id());
        }

        return job is null ? null : read(job);
    }

    private Task<TView> SeeAsync<TThing, TView>(Func<TThing?> find, Func<TThing, TView> view)
        where TThing : class
    {
        lock (world.Gate)
        {
            return Task.FromResult(view(find() ?? throw new AdminRefusal("There is no such thing.")));
        }
    }
}
