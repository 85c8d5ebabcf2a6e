namespace Ephemerd.PracticeRunner.Setup;

/// <summary>The version of the package this program sits in. A file, not a constant, so that an older or newer package is only repacked.</summary>
internal static class PackageVersion
{
    public static string Read()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "runner.version");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : "2.999.0";
    }
}
