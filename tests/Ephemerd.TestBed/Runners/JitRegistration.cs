using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Ephemerd.TestBed.Forge;

namespace Ephemerd.TestBed.Runners;

/// <summary>A runner registered just in time with a forge, as the REST route gives it.</summary>
public sealed record JitRegistration(long RunnerId, string Name, string Blob)
{
    /// <summary>The blob's files: name to content.</summary>
    public IReadOnlyDictionary<string, byte[]> Files() =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(Convert.FromBase64String(Blob))!
            .ToDictionary(file => file.Key, file => Convert.FromBase64String(file.Value));

    /// <param name="forge">Where to register.</param>
    /// <param name="token">A personal token of that forge.</param>
    public static async Task<JitRegistration> MakeAsync(
        ForgeProcess forge, string token, string repository, string name, IReadOnlyList<string> labels, CancellationToken stop = default)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{forge.Url.AbsoluteUri.TrimEnd('/')}/repos/{repository}/actions/runners/generate-jitconfig")
        {
            Content = JsonContent.Create(new { name, runner_group_id = 1, labels, work_folder = "_work" }),
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("ephemerd-tests", "1"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, stop);
        answer.EnsureSuccessStatusCode();
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(stop));
        return new JitRegistration(
            body.RootElement.GetProperty("runner").GetProperty("id").GetInt64(), name, body.RootElement.GetProperty("encoded_jit_config").GetString()!);
    }
}
