namespace Ephemerd.PracticeRunner.Setup;

/// <summary>
/// The directory a runner lives in: the parent of <c>bin/</c>. Only <c>bin/</c> and <c>externals/</c> come from the package and may
/// be read-only mounts; all else is made here (runner-protocol facts §5 and §8, observed on runner v2.336.0).
/// </summary>
internal sealed record RunnerRoot(string Directory)
{
    public string SettingsFile => Path.Combine(Directory, ".runner");

    public string CredentialsFile => Path.Combine(Directory, ".credentials");

    public string KeyFile => Path.Combine(Directory, ".credentials_rsaparams");

    public string EnvironmentFile => Path.Combine(Directory, ".env");

    public string Diagnostics => Path.Combine(Directory, "_diag");

    public string WorkerProgram => Path.Combine(Directory, "bin", "Runner.Worker");

    public bool IsConfigured => File.Exists(SettingsFile) && File.Exists(CredentialsFile) && File.Exists(KeyFile);

    public static RunnerRoot OfThisProcess() => new(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);

    /// <summary>What a completed ephemeral job, or a runner the server no longer knows, does to the configuration.</summary>
    public void DeleteConfiguration()
    {
        File.Delete(SettingsFile);
        File.Delete(CredentialsFile);
        File.Delete(KeyFile);
    }
}
