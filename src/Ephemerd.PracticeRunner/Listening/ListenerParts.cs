using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Setup;
using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Listening;

/// <summary>Everything a Listener is put together from.</summary>
internal sealed class ListenerParts : IDisposable
{
    private readonly HttpDoor _http;

    public ListenerParts(RunnerRoot root, Terminal terminal, Pace pace)
    {
        Terminal = terminal;
        Pace = pace;
        Version = PackageVersion.Read();
        Settings = RunnerSettings.Load(root);
        var credentials = Credentials.Load(root);
        _http = new HttpDoor(HttpDoor.UserAgent(Version, Settings, credentials.ClientId));
        var broker = new BrokerClient(_http, Settings, Version);
        Service = new RunServiceClient(_http);
        Session = new Session(new TokenClient(_http, credentials, pace.Time), broker, terminal, pace);
        Poller = new Poller(broker, Session, terminal, pace);
        Taker = new JobTaker(broker, Service, Session, terminal, pace);
        Updater = new SelfUpdate(_http, terminal);
    }

    public Terminal Terminal { get; }

    public Pace Pace { get; }

    public string Version { get; }

    public RunnerSettings Settings { get; }

    public RunServiceClient Service { get; }

    public Session Session { get; }

    public Poller Poller { get; }

    public JobTaker Taker { get; }

    public SelfUpdate Updater { get; }

    public bool DeleteConfigurationAtExit { get; set; }

    public void Dispose() => _http.Dispose();
}
