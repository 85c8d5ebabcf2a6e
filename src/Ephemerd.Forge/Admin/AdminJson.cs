using System.Text.Json.Serialization;

namespace Ephemerd.Forge.Admin;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(RepoOrder))]
[JsonSerializable(typeof(RepoMade))]
[JsonSerializable(typeof(RepoChange))]
[JsonSerializable(typeof(TokenEnd))]
[JsonSerializable(typeof(TokenOrder))]
[JsonSerializable(typeof(TokenMade))]
[JsonSerializable(typeof(AppOrder))]
[JsonSerializable(typeof(AppMade))]
[JsonSerializable(typeof(InstallationOrder))]
[JsonSerializable(typeof(GroupOrder))]
[JsonSerializable(typeof(Made))]
[JsonSerializable(typeof(RunOrder))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(StateView))]
[JsonSerializable(typeof(Summary))]
[JsonSerializable(typeof(Census))]
[JsonSerializable(typeof(TransitionPage))]
[JsonSerializable(typeof(LimitOrder))]
[JsonSerializable(typeof(IReadOnlyList<ViolationView>))]
[JsonSerializable(typeof(FaultOrder))]
[JsonSerializable(typeof(IReadOnlyList<FaultView>))]
[JsonSerializable(typeof(IReadOnlyList<RequestView>))]
[JsonSerializable(typeof(IReadOnlyList<CounterView>))]
[JsonSerializable(typeof(IReadOnlyList<InfidelityView>))]
[JsonSerializable(typeof(AdvanceOrder))]
[JsonSerializable(typeof(MannersOrder))]
[JsonSerializable(typeof(HookMannersOrder))]
[JsonSerializable(typeof(HookCountsView))]
[JsonSerializable(typeof(PackageOrder))]
[JsonSerializable(typeof(PackageView))]
[JsonSerializable(typeof(RefreshOrder))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class AdminJson : JsonSerializerContext;
