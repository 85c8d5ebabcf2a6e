using FsCheck;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Ephemerd.Benchmarks.Model;

/// <summary>FsCheck says nothing by itself: what failed is told once, as JSON and in words, by the command.</summary>
internal sealed class Mute : IRunner
{
    public static Mute Instance { get; } = new();

    public void OnArguments(int count, FSharpList<object> arguments, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every)
    {
    }

    public void OnFinished(string name, TestResult result)
    {
    }

    public void OnShrink(FSharpList<object> arguments, FSharpFunc<FSharpList<object>, string> every)
    {
    }

    public void OnStartFixture(Type type)
    {
    }
}
