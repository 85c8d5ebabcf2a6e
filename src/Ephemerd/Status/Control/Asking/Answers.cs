using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Status.Control;

/// <summary>How an answer is written.</summary>
internal static class Answers
{
    public static Task SayAsync(HttpContext context, int status, string message) => GiveAsync(context, status, new AnswerView(message, []), ControlJson.Default.AnswerView);

    public static async Task GiveAsync<T>(HttpContext context, int status, T body, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, body, type, context.RequestAborted).ConfigureAwait(false);
    }
}
