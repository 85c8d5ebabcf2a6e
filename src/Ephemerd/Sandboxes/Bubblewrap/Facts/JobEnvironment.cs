using Ephemerd.Accounts;
using Ephemerd.Sandboxes.Gate;

namespace Ephemerd.Sandboxes.Bubblewrap.Facts;

/// <summary>
/// The whole environment of a runner: an allow-list, since everything in a runner's environment reaches the job's steps. Every tool's cache is in
/// the slot's own home: caches shared by two living jobs have corrupted each other, and a <c>git config --global</c> leaked a token to the next job.
/// </summary>
internal static class JobEnvironment
{
    /// <summary>Paths as the job sees them.</summary>
    public static Dictionary<string, string> Build(JobView view, ServiceUser user, IReadOnlyDictionary<string, string> extra)
    {
        var home = view.Home;
        var cache = $"{home}/.cache";
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = home,
            ["USER"] = user.Name,
            ["LOGNAME"] = user.Name,
            ["SHELL"] = "/bin/bash",
            ["LANG"] = "C.UTF-8",
            ["TERM"] = "dumb",

            // On one mount with the workspace: a rename from a temporary file into it must not cross mounts.
            ["TMPDIR"] = $"{view.Work}/_tmp",
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
                + $":{home}/.local/bin:{home}/.cargo/bin:{home}/go/bin:{home}/.dotnet/tools",
            ["XDG_CACHE_HOME"] = cache,
            ["XDG_CONFIG_HOME"] = $"{home}/.config",
            ["XDG_DATA_HOME"] = $"{home}/.local/share",
            ["CARGO_HOME"] = $"{home}/.cargo",
            ["GOPATH"] = $"{home}/go",
            ["GOMODCACHE"] = $"{home}/go/pkg/mod",
            ["GOCACHE"] = $"{cache}/go-build",
            ["npm_config_cache"] = $"{cache}/npm",
            ["YARN_CACHE_FOLDER"] = $"{cache}/yarn",
            ["PIP_CACHE_DIR"] = $"{cache}/pip",
            ["NUGET_PACKAGES"] = $"{home}/.nuget/packages",
            ["DOTNET_CLI_HOME"] = home,
            ["GRADLE_USER_HOME"] = $"{home}/.gradle",
            ["MAVEN_ARGS"] = $"-Dmaven.repo.local={home}/.m2/repository",
            ["HOMEBREW_CACHE"] = $"{cache}/homebrew",
            ["RUNNER_TOOL_CACHE"] = $"{home}/.tools",
            ["AGENT_TOOLSDIRECTORY"] = $"{home}/.tools",
            ["DOCKER_CONFIG"] = $"{home}/.docker",
            ["GIT_CONFIG_GLOBAL"] = $"{home}/.gitconfig",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["ACTIONS_RUNNER_RETURN_VERSION_DEPRECATED_EXIT_CODE"] = "1",
            ["no_proxy"] = "127.0.0.1,localhost,::1",
        };
        foreach (var (name, value) in extra)
        {
            all[name] = value;
        }

        all["ACTIONS_RUNNER_HOOK_JOB_STARTED"] = $"{view.Gate}/{GateScript.File}";
        return all;
    }

    /// <summary>The directories those variables name, relative to home, made before the job needs them.</summary>
    public static IReadOnlyList<string> HomeDirectories { get; } =
    [
        ".local", ".local/bin", ".local/share", ".cache", ".cache/go-build", ".cache/npm", ".cache/yarn", ".cache/pip", ".cache/homebrew", ".config",
        ".cargo", ".cargo/bin", "go", "go/bin", "go/pkg", "go/pkg/mod", ".nuget", ".nuget/packages", ".dotnet", ".dotnet/tools", ".gradle",
        ".m2", ".m2/repository", ".tools", ".docker",
    ];
}

/// <summary>Where a job finds its directories.</summary>
/// <param name="Gate">Read-only to it.</param>
internal sealed record JobView(string Runner, string Home, string Work, string Gate)
{
    /// <summary>Inside the namespaces.</summary>
    public static JobView Inside { get; } = new("/runner", AccountRules.Home, "/runner/_work", "/gate");
}
