using System.Text;
using Ephemerd.Config;

namespace Ephemerd.Benchmarks.Model;

/// <summary>All that outlives a daemon: time, GitHub, the machine, the data directory, and who judges them.</summary>
internal sealed class SimWorld
{
    public SimWorld(SimRules rules, string root, Random dice)
    {
        Rules = rules;
        Root = root;
        Settings = Read(History.Sabotage == Sabotage.Limits ? rules with { Host = rules.Host + 1, Backend = rules.Backend + 1, Repository = rules.Repository + 1 } : rules);
        Post = new SimPost(Time, new Random(dice.Next()));
        Forge = new SimForge(Time, Post, new Random(dice.Next()));
        Machine = new SimMachine(Time, Forge, new Random(dice.Next()), root);
        Judge = new Judge(Time, () => Machine.Here, rules);
        Directory.CreateDirectory(root);
        File.WriteAllText(Path.Combine(root, "install-id"), "m0de10\n");
    }

    public SimRules Rules { get; }

    public string Root { get; }

    public Settings Settings { get; }

    public SimTime Time { get; } = new();

    public SimTrouble Trouble { get; } = new();

    public SimPost Post { get; }

    public SimForge Forge { get; }

    public SimMachine Machine { get; }

    public Judge Judge { get; }

    private static Settings Read(SimRules rules)
    {
        var text = $"""
            [daemon]
            max_concurrent = {rules.Host}
            disk_floor = "64M"
            shutdown_timeout = "45s"
            [[github]]
            token_env = "NONE"
            targets = [{string.Join(", ", rules.Repos.Select(r => $"\"{r}\""))}]
            [defaults]
            max_concurrent = {rules.Repository}
            linux = "pretend"
            egress = "open"
            timeout = "{rules.Timeout.TotalSeconds:0}s"
            [backend.pretend]
            max_concurrent = {rules.Backend}
            """;
        var reading = SettingsReader.Parse(Encoding.UTF8.GetBytes(text), "the model");
        return reading.Ok ? reading.Settings : throw new InvalidOperationException(string.Join('\n', reading.Problems.Select(p => $"{p.Where}: {p.What}")));
    }
}
