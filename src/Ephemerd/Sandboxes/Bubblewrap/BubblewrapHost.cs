using System.Runtime.InteropServices;
using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Processes.Keeping;
using Ephemerd.Sandboxes.Bubblewrap.Facts;
using Ephemerd.Sandboxes.Bubblewrap.Limits;
using Ephemerd.Sandboxes.Bubblewrap.Slots;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Sandboxes.Bubblewrap;

/// <summary>Native Linux runners: each a process of its own user in namespaces of its own, on the machine's own kernel.</summary>
internal sealed partial class BubblewrapHost : ISandboxHost
{
    private const int SparesAhead = 8;

    /// <summary>Distributions keep about nine hundred numbers for system users.</summary>
    private const int MostUsers = 500;
    private static readonly TimeSpan RepairLimit = TimeSpan.FromSeconds(5);
    private readonly BubblewrapOptions _options;
    private readonly BubblewrapProbe _probe;
    private readonly ServiceUsers _accounts;
    private readonly SlotImages _images;
    private readonly SlotKit _kit;
    private readonly ILogger _log;
    private volatile Fitness? _fitness;
    private Task _refill = Task.CompletedTask;

    /// <param name="dataDirectory">Absolute; its <c>slots</c>, <c>runs</c> and <c>spare</c> are this backend's to make.</param>
    public BubblewrapHost(
        string dataDirectory, BubblewrapOptions options, ServiceUsers accounts, TimeProvider time, Random chance, ILogger<BubblewrapHost> log)
    {
        _options = options;
        _accounts = accounts;
        _log = log;
        SlotFiles.MakeShared(dataDirectory);
        _images = new SlotImages(dataDirectory, time);
        var files = new SlotFiles(_images, time);
        _kit = new SlotKit(dataDirectory, options, Keeper.Install(dataDirectory, time), files, SlotBook.Of(dataDirectory), time, log);
        _probe = new BubblewrapProbe(_kit, accounts, chance, _images, MakeAsync);
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
            LayReady(size);
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

        var sandbox = await MakeAsync(order, fitness, stop);
        if (fitness.Images && order.Limits.Disk is { } size)
        {
            LayReady(size);
        }

        return sandbox;

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
        return Task.FromResult<ISandbox?>(_kit.Living.GetOrAdd(name, _ => new BubblewrapSandbox(places, record, null, _kit)));
    }

    public Task<IReadOnlyList<SeenSandbox>> ListAsync(CancellationToken stop)
    {
        IReadOnlyList<SeenSandbox> seen = [.. Known().Select(places =>
        {
            stop.ThrowIfCancellationRequested();
            var record = SlotRecord.Read(places) ?? SlotRecord.Nameless(places, Name);
            var life = new RunProcesses(places, record).Look();
            return new SeenSandbox(places.Name, life, $"slot {record.Index} of {record.User} at {places.Slot}: {life}");
        })];
        return Task.FromResult(seen);
    }

    private async Task<BubblewrapSandbox> MakeAsync(SandboxOrder order, Fitness fitness, CancellationToken stop)
    {
        var places = new SlotPlaces(_kit.DataDirectory, order.Name);
        if (File.Exists(places.Record) || Directory.Exists(places.Slot))
        {
            throw new SandboxFault(SandboxStep.Create, $"{order.Name} is here already");
        }

        var index = await TakeCleanAsync(order.Name, fitness, stop);
        var user = await UserAsync(index, fitness, stop);
        var (groups, applied) = new RunLimits(fitness.Groups).Make(order.Name, order.Limits);
        var image = fitness.Images && order.Limits.Disk >= SlotImages.Smallest;
        var record = new SlotRecord(
            _options.Name, index, user.Uid, user.Gid, user.Name, user.Index is not null, fitness.Isolation,
            [.. applied, FileLimits.OpenFiles(order.Limits.OpenFiles, fitness.MostOpenFiles), FileLimits.Core, FileLimits.Disk(order.Limits.Disk, image)],
            order.Limits.Disk, groups);
        var command = BubblewrapCommands.Build(new BubblewrapRun(
            places, user, fitness.Isolation, BubblewrapCommands.SharedMemory(order.Limits.Memory), order.RunnerPackage, _options, fitness.Facts));
        var sandbox = new BubblewrapSandbox(places, record, command, _kit);
        try
        {
            await _kit.Files.MakeAsync(places, record, image, stop);
            if (fitness.Isolation < Isolation.Namespaces)
            {
                await PackageCopy.MakeAsync(order.RunnerPackage, places.Runner, record, _kit.Time, stop);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            await sandbox.DisposeAsync();
            throw e is OperationCanceledException ? e : new SandboxFault(SandboxStep.Create, $"{order.Name}: {e.Message}", e);
        }

        return _kit.Living[order.Name] = sandbox;
    }

    /// <summary>
    /// Takes a slot and looks whether it is clean, whoever had it before and however that ended: the cleaning on the way out is what a hard kill
    /// skips. One that cannot be cleaned is put aside, and the run gets another.
    /// </summary>
    private async Task<int> TakeCleanAsync(SandboxName name, Fitness fitness, CancellationToken stop)
    {
        var tried = new HashSet<int>();
        while (_kit.Book.Take(fitness.Users[0].Index is null ? int.MaxValue : MostUsers, tried) is { } index)
        {
            tried.Add(index);
            var user = await UserAsync(index, fitness, stop);
            if (user.Index is null || await RunProcesses.EndUserAsync(user.Uid, RepairLimit, _kit.Time))
            {
                return index;
            }

            _kit.Book.Quarantine(index);
            LogQuarantined(index, user.Name);
        }

        throw new SandboxFault(SandboxStep.Create, $"{name}: no slot is free ({Quarantined} quarantined)");
    }

    /// <summary>The first users are made by the probe; further ones when first needed.</summary>
    private async Task<ServiceUser> UserAsync(int index, Fitness fitness, CancellationToken stop)
    {
        if (fitness.Users[0].Index is null || index < fitness.Users.Count)
        {
            return fitness.UserOf(index);
        }

        try
        {
            var users = await _accounts.EnsureAsync(index + 1, stop);
            _fitness = fitness with { Users = users };
            return users[index];
        }
        catch (AccountFault e)
        {
            _kit.Book.Free(index);
            throw new SandboxFault(SandboxStep.Create, e.Message, e);
        }
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
    private bool IsMine(SlotPlaces places) => SlotRecord.Read(places) is { } record ? record.Backend == Name : Directory.Exists(places.Slot);

    private void LayReady(long size)
    {
        lock (_images)
        {
            if (_refill.IsCompleted)
            {
                _refill = Task.Run(() => RefillAsync(size));
            }
        }
    }

    private async Task RefillAsync(long size)
    {
        try
        {
            await _images.PrepareAsync(size, Math.Min(_options.Capacity, SparesAhead), CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoSpares(e.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "Slot {Index} is quarantined: processes of {User} will not end")]
    private partial void LogQuarantined(int index, string user);

    [LoggerMessage(LogLevel.Warning, "No slots could be made ahead: {Why}")]
    private partial void LogNoSpares(string why);
}
