using System.Security.Cryptography;
using System.Text;
using Ephemerd.Config;
using Ephemerd.GitHub.Faults;
using Ephemerd.Model;

namespace Ephemerd.GitHub.Access;

/// <summary>
/// A GitHub App speaking for itself: a JWT signed with its private key, made anew for every request. Good only for asking after the App and its
/// installations. The key is read each time and not kept, so that a replaced one is taken up without a restart.
/// </summary>
/// <param name="read">Gives the private key as PEM; must not throw.</param>
internal sealed class AppAssertion(long app, Func<SecretReading> read, TimeProvider time) : Credential
{
    private long _aheadTicks;

    /// <summary>How far GitHub's clock was last heard to be ahead of this machine's.</summary>
    public TimeSpan Ahead => new(Interlocked.Read(ref _aheadTicks));

    /// <summary>Null when the key can sign; else what is wrong with it.</summary>
    public static Problem? Check(SecretReading reading, string where)
    {
        if (reading.Secret is not { } pem)
        {
            return reading.Problem;
        }

        using var key = KeyOf(pem);
        return key is null ? Unusable(where) : null;
    }

    public override ValueTask<GitHubAnswer<Secret>> TokenAsync(CancellationToken stop)
    {
        var (pem, problem) = read();
        if (pem is null)
        {
            return ValueTask.FromResult(GitHubAnswer<Secret>.Of(FaultRules.NoSecret(problem)));
        }

        using var key = KeyOf(pem);
        return ValueTask.FromResult(key is null
            ? GitHubAnswer<Secret>.Of(FaultRules.NoSecret(Unusable("the App's private key")))
            : GitHubAnswer<Secret>.Of(new Secret(Sign(key, AppTokenRules.Claims(app, time.GetUtcNow() + Ahead)), passing: true)));
    }

    /// <summary>Differs from the refused one where the key was replaced, or GitHub's clock was heard to be another than ours.</summary>
    public override async ValueTask<Secret?> RenewAsync(Secret refused, CancellationToken stop)
    {
        var answer = await TokenAsync(stop).ConfigureAwait(false);
        return answer.TryGet(out var fresh, out _) && fresh.Reveal() != refused.Reveal() ? fresh : null;
    }

    public override void Heard(TimeSpan ahead) => Interlocked.Exchange(ref _aheadTicks, AppTokenRules.Correction(ahead).Ticks);

    private static Problem Unusable(string where) => new(where, "this is no RSA private key in PEM form that signs", "put the .pem file there that GitHub made for the App");

    private static RSA? KeyOf(Secret pem)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem.Reveal());

            // A public key is read as willingly, and only a signature tells.
            Sign(key, "{}");
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }

    // RFC 7515 in three lines; the libraries for it would keep four megabytes resident for one signature an hour.
    private static string Sign(RSA key, string claims)
    {
        var body = $"{Encoded("""{"alg":"RS256","typ":"JWT"}"""u8)}.{Encoded(Encoding.UTF8.GetBytes(claims))}";
        return $"{body}.{Encoded(key.SignData(Encoding.ASCII.GetBytes(body), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encoded(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
