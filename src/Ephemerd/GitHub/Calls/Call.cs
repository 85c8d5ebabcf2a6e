namespace Ephemerd.GitHub.Calls;

/// <summary>One request to GitHub.</summary>
/// <param name="Path">Relative to the API's address, without a leading slash, query included.</param>
/// <param name="Body">JSON; null for none.</param>
internal sealed record Call(HttpMethod Method, string Path, RouteClass Route, byte[]? Body = null)
{
    /// <summary>Asking twice does no more than asking once. A registration is not so: a cut answer may have registered.</summary>
    public bool MayRepeat => Method != HttpMethod.Post;

    public override string ToString() => $"{Method} /{Path}";
}

/// <summary>What is asked, for counting.</summary>
internal enum RouteClass
{
    Runs,
    Jobs,
    Job,
    JitConfig,
    Runners,
    Runner,
    RunnerDelete,
    Downloads,
}
