namespace Ephemerd.PracticeRunner.Setup;

/// <summary>What <c>.runner</c> says.</summary>
internal sealed record RunnerSettings(string AgentId, string AgentName, string PoolId, string WorkFolder, bool Ephemeral, bool DisableUpdate, Uri Broker)
{
    public static RunnerSettings Load(RunnerRoot root)
    {
        var values = FlatJson.ReadFile(root.SettingsFile);
        var broker = values.GetValueOrDefault("ServerUrlV2") ?? throw new InvalidDataException(".runner has no ServerUrlV2: only the V2 flow is spoken here");
        return new RunnerSettings(
            values.GetValueOrDefault("AgentId", "0"),
            values.GetValueOrDefault("AgentName", ""),
            values.GetValueOrDefault("PoolId", "1"),
            values.GetValueOrDefault("WorkFolder", "_work"),
            IsTrue(values, "Ephemeral"),
            IsTrue(values, "DisableUpdate"),
            new Uri(broker));
    }

    private static bool IsTrue(Dictionary<string, string> values, string key) =>
        bool.TryParse(values.GetValueOrDefault(key), out var value) && value;
}
