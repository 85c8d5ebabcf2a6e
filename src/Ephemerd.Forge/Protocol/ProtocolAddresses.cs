namespace Ephemerd.Forge.Protocol;

/// <summary>Where runners find the services. Known once the server listens; set once, then only read.</summary>
internal sealed class ProtocolAddresses
{
    private Uri? _root;

    /// <summary>Scheme, host and port, ending in a slash.</summary>
    public Uri Root
    {
        get => _root ?? throw new InvalidOperationException("The forge does not listen yet.");
        set => _root = value;
    }

    public string Broker => At("broker/");

    public string Token => At("oauth/token");

    public string Run => At("run/");

    public string Results => At("results/");

    public string Feed => new UriBuilder(Root) { Scheme = Root.Scheme == "https" ? "wss" : "ws", Path = "/feed" }.Uri.AbsoluteUri;

    public string At(string path) => new Uri(Root, path).AbsoluteUri;
}
