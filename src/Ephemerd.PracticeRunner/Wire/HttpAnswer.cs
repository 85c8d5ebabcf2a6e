using System.Net;

namespace Ephemerd.PracticeRunner.Wire;

/// <summary>What came back: a status and body, or nothing but the reason why not (<see cref="Status"/> is then 0).</summary>
internal readonly record struct HttpAnswer(HttpStatusCode Status, string Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public bool IsUnreachable => Status == 0;

    public static HttpAnswer Unreachable(string reason) => new(0, reason);
}
