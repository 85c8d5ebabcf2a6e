using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Ephemerd.Model;

namespace Ephemerd.Runners;

/// <summary>An operating system and processor, in the words of GitHub's downloads list: <c>linux-x64</c>, <c>osx-arm64</c>, <c>win-x64</c>.</summary>
internal sealed record RunnerPlatform
{
    private static readonly string[] Systems = ["linux", "osx", "win"];
    private static readonly string[] Architectures = ["x64", "arm64", "arm"];

    private RunnerPlatform(string os, string architecture)
    {
        Os = os;
        Architecture = architecture;
    }

    public string Os { get; }

    public string Architecture { get; }

    public static RunnerPlatform Of(JobOs os, Architecture architecture) => new(
        os switch { JobOs.Linux => "linux", JobOs.MacOs => "osx", JobOs.Windows => "win" },
        architecture switch
        {
            System.Runtime.InteropServices.Architecture.X64 => "x64",
            System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
            System.Runtime.InteropServices.Architecture.Arm => "arm",
            _ => throw new PlatformNotSupportedException($"GitHub makes no runner for {architecture}."),
        });

    public static bool TryParse(string text, [NotNullWhen(true)] out RunnerPlatform? platform)
    {
        platform = text.Split('-') is [var os, var architecture] && Systems.Contains(os) && Architectures.Contains(architecture)
            ? new RunnerPlatform(os, architecture)
            : null;
        return platform is not null;
    }

    public override string ToString() => $"{Os}-{Architecture}";
}
