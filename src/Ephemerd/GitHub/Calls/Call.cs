namespace Ephemerd.GitHub.Calls;

/// <summary>One request to GitHub.</summary>
/// <param name="Path">Relative to the API's address, without a leading slash, query included.</param>
/// <param name="Body">JSON; null for none.</param>
internal sealed record Call(HttpMethod Method, string Path, RouteClass Route, byte[]? Body = null)
{
    /// <summary>
    /// Asking twice does no harm. A registration is not so: a cut answer may have registered. A token more than was heard of ends by itself.
    /// </summary>
    public bool MayRepeat => Method != HttpMethod.Post || Route is RouteClass.AccessToken;

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
    Repositories,
    AccessToken,
}
