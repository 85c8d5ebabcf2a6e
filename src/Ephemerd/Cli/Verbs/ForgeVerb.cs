using System.CommandLine;

namespace Ephemerd.Cli.Verbs;

internal static class ForgeVerb
{
    public static Command Make(CliContext cli)
    {
        var arguments = new Argument<string[]>("ARGUMENTS") { Description = "Passed on as they are; `ephemerd forge -- --help` lists them.", Arity = ArgumentArity.ZeroOrMore };
        var verb = new Verb("forge", "Run the small GitHub that demo and the tests use: REST, the runner's protocol, faults on demand. A program of its own.")
        {
            Arguments = { arguments },
            TreatUnmatchedTokensAsErrors = false,
            Examples =
            [
                ("ephemerd forge", "on a free port of loopback; prints its address as one JSON line"),
                ("ephemerd forge --listen 127.0.0.1:8400 --seed 7", "at a chosen address, with chosen chance"),
            ],
        };
        verb.SetAction((parsed, stop) => cli.Offers.Forge([.. parsed.GetValue(arguments) ?? [], .. parsed.UnmatchedTokens], stop));
        return verb;
    }
}
