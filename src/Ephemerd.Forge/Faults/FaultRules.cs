namespace Ephemerd.Forge.Faults;

internal static class FaultRules
{
    public static bool Applies(Fault fault, FaultKind kind, FaultScope scope) =>
        fault.Kind == kind
        && fault.Left is null or > 0
        && (fault.Class is null || fault.Class == scope.Class)
        && (fault.Repository is null || string.Equals(fault.Repository, scope.Repository, StringComparison.OrdinalIgnoreCase))
        && (fault.Runner is null || scope.Runner?.StartsWith(fault.Runner, StringComparison.OrdinalIgnoreCase) == true);
}
