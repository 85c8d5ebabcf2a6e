using System.Diagnostics.CodeAnalysis;

namespace Ephemerd.Runners;

/// <summary>A package or the reason there is none, never both.</summary>
internal sealed class PackageAnswer
{
    private readonly RunnerPackage? _package;

    private PackageAnswer(RunnerPackage? package, PackageFault? fault)
    {
        _package = package;
        Fault = fault;
    }

    public PackageFault? Fault { get; }

    public static PackageAnswer Of(RunnerPackage package) => new(package, null);

    public static PackageAnswer Of(PackageFault fault) => new(null, fault);

    public bool TryGet([NotNullWhen(true)] out RunnerPackage? package, [NotNullWhen(false)] out PackageFault? fault)
    {
        package = _package;
        fault = Fault;
        return package is not null;
    }
}
