using System.Runtime.InteropServices;
using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Processes.Keeping;
using Ephemerd.Sandboxes.Bubblewrap.Facts;
using Ephemerd.Sandboxes.Bubblewrap.House;
using Ephemerd.Sandboxes.Bubblewrap.Limits;
using Ephemerd.Sandboxes.Bubblewrap.Slots;
using Ephemerd.Sandboxes.Remains;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Sandboxes.Bubblewrap;

/// <summary>Native Linux runners: each a process of its own user in namespaces of its own, on the machine's own kernel.</summary>
internal sealed class BubblewrapHost : ISandboxHost, IHousekeeping
{
    private const int SparesAhead = 8;

    private readonly BubblewrapOptions _options;
    private readonly BubblewrapProbe _probe;
    private readonly SlotTaker _slots;
    private readonly SlotKit _kit;
    private readonly BubblewrapRemains _remains;
    private volatile Fitness? _fitness;

    /// <param name="dataDirectory">Absolute; its <c>slots</c>, <c>runs</c> and <c>spare</c> are this backend's to make.</param>
    public BubblewrapHost(
        string dataDirectory, BubblewrapOptions options, ServiceUsers accounts, TimeProvider time, Random chance, ILogger<BubblewrapHost> log)
    {
        _options = options;
        SlotFiles.MakeShared(dataDirectory);
        var images = new SlotImages(dataDirectory, time);
        _kit = new SlotKit(
            dataDirectory, options, Keeper.Install(dataDirectory, time), new SlotFiles(images, time),
            new SpareImages(images, Math.Min(options.Capacity, SparesAhead), log), SlotBook.Of(dataDirectory), time, log);
        _remains = new BubblewrapRemains(_kit);
        _slots = new SlotTaker(_kit.Book, accounts, time, log);
        _probe = new BubblewrapProbe(_kit, accounts, chance, images, MakeAsync);
    }

    public string Name => _options.Name;

    public Capabilities Capabilities => new(
        JobOs.Linux,
        RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64",
        _fitness?.Isolation ?? Isolation.None,
        Native: true,
        new HashSet<EgressPolicy> { EgressPolicy.Open },
        NeedsRunnerPackage: true,
        _options.Capacity);

    /// <summary>Slots that could not be cleaned and are kept out of use.</summary>
    public int Quarantined => _kit.Book.Quarantined;

    public async Task<SandboxProbe> ProbeAsync(CancellationToken stop)
    {
        _kit.Book.Reconsider();
        foreach (var record in Known().Select(SlotRecord.Read).OfType<SlotRecord>())
        {
            _kit.Book.Hold(record.Index);
        }

        var (probe, fitness) = await _probe.TryAsync(stop);
        _fitness = fitness;
        if (fitness is { Images: true } && _options.UsualDisk is { } size)
        {
            _kit.Spares.Refill(size);
        }

        return probe;
    }

    public async Task<ISandbox> CreateAsync(SandboxOrder order, CancellationToken stop)
    {
        var fitness = _fitness ?? throw Refused("its last probe did not find this machine fit for it");
        if (order.Egress != EgressPolicy.Open)
        {
            throw Refused($"egress '{order.Egress}' cannot be enforced here; only 'open' can be had");
        }

        if (!File.Exists(Path.Combine(order.RunnerPackage, "bin", "Runner.Listener")) || !Directory.Exists(Path.Combine(order.RunnerPackage, "externals")))
        {
            throw Refused($"'{order.RunnerPackage}' is no runner package: bin/Runner.Listener and externals must be there");
        }

        return await MakeAsync(order, fitness, stop);

        SandboxFault Refused(string why) => new(SandboxStep.Create, $"{order.Name}: {why}");
    }

    public Task<ISandbox?> AdoptAsync(SandboxName name, CancellationToken stop)
    {
        if (_kit.Living.TryGetValue(name, out var living))
        {
            return Task.FromResult<ISandbox?>(living);
        }

        var places = new SlotPlaces(_kit.DataDirectory, name);
        if (!IsMine(places))
        {
            return Task.FromResult<ISandbox?>(null);
        }

        var record = SlotRecord.Read(places) ?? SlotRecord.Nameless(places, Name);
        _kit.Book.Hold(record.Index);
        return Task.FromResult<ISandbox?>(_kit.Living.GetOrAdd(name, _ => BubblewrapSandbox.TakeUp(places, record, _kit)));
    }

    public Task<IReadOnlyList<SeenSandbox>> ListAsync(CancellationToken stop)
    {
        // A trial under way is the probe's own and over in a moment.
        IReadOnlyList<SeenSandbox> seen = [.. Known().Where(p => !(BubblewrapProbe.IsTrial(p.Name) && _kit.Living.ContainsKey(p.Name))).Select(places =>
        {
            stop.ThrowIfCancellationRequested();
            var record = SlotRecord.Read(places) ?? SlotRecord.Nameless(places, Name);
            using var claim = record.OwnUser ? UserClaim.TryJoin(record.User, places.Run) : null;
            var (life, proof) = new RunProcesses(places, record with { OwnUser = claim is not null }).All.Look();
            return new SeenSandbox(places.Name, life, $"slot {record.Index} of {record.User} at {places.Slot}: {life}") { Proof = proof };
        })];
        return Task.FromResult(seen);
    }

    public Task<IReadOnlyList<SeenRemain>> ListRemainsAsync(InstallId ours, CancellationToken stop) => _remains.ListRemainsAsync(ours, stop);

    public Task<string?> RemoveAsync(SeenRemain remain, CancellationToken stop) => _remains.RemoveAsync(remain, stop);

    public long? DiskWritten(SandboxName name) => new SlotPlaces(_kit.DataDirectory, name).ImageWritten();

    private async Task<BubblewrapSandbox> MakeAsync(SandboxOrder order, Fitness fitness, CancellationToken stop)
    {
        var places = new SlotPlaces(_kit.DataDirectory, order.Name);
        if (File.Exists(places.Record) || Directory.Exists(places.Slot))
        {
            throw new SandboxFault(SandboxStep.Create, $"{order.Name} is here already");
        }

        var (index, user, claim) = await _slots.TakeAsync(places, fitness, stop);
        var (groups, applied) = new RunLimits(fitness.Groups).Make(order.Name, order.Limits);
        var image = fitness.Images && order.Limits.Disk >= SlotImages.Smallest;
        var record = new SlotRecord(
            _options.Name, index, user.Uid, user.Gid, user.Name, user.Index is not null, fitness.Isolation,
            [.. applied, FileLimits.OpenFiles(order.Limits.OpenFiles, fitness.MostOpenFiles), FileLimits.Core, FileLimits.Disk(order.Limits.Disk, image)],
            order.Limits.Disk, groups);
        var command = BubblewrapCommands.Build(new BubblewrapRun(
            places, user, fitness.Isolation, BubblewrapCommands.SharedMemory(order.Limits.Memory), order.RunnerPackage, _options, fitness.Facts));
        var sandbox = new BubblewrapSandbox(places, record, claim, _kit);
        try
        {
            SlotFiles.MakeRun(places, record);
            var view = BubblewrapCommands.View(places, fitness.Isolation);
            places.Gate.Make(view.Gate, $"{view.Runner}/{SlotPlaces.AskFolder}");
            sandbox.Await(_kit.Keeper.Prepare(sandbox.Keep(command)));
            await _kit.Files.MakeSlotAsync(places, record, image, stop);
            if (fitness.Isolation < Isolation.Namespaces)
            {
                await PackageCopy.MakeAsync(order.RunnerPackage, places.Runner, record, _kit.Time, stop);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            await sandbox.DisposeAsync();
            throw e is OperationCanceledException && !sandbox.MayLive ? e : new SandboxFault(SandboxStep.Create, $"{order.Name}: {e.Message}", e) { MayLive = sandbox.MayLive };
        }

        return _kit.Living[order.Name] = sandbox;
    }

    private IEnumerable<SlotPlaces> Known() =>
        new[] { SlotPlaces.RunsOf(_kit.DataDirectory), SlotPlaces.SlotsOf(_kit.DataDirectory) }
            .SelectMany(Directory.EnumerateDirectories)
            .Select(Path.GetFileName)
            .Distinct(StringComparer.Ordinal)
            .Select(text => SandboxName.TryParse(text, out var name) ? new SlotPlaces(_kit.DataDirectory, name) : null)
            .OfType<SlotPlaces>()
            .Where(IsMine);

    /// <summary>A slot whose record cannot be read is anybody's, so this backend's too: better seen twice than never.</summary>
    private bool IsMine(SlotPlaces places) => SlotRecord.Read(places) is { } record
        ? record.Backend == Name || _options.Others?.Contains(record.Backend) == false
        : Directory.Exists(places.Slot);
}
