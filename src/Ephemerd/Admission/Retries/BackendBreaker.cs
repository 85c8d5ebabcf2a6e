using Polly;
using Polly.CircuitBreaker;

namespace Ephemerd.Admission;

/// <summary>
/// One backend's circuit breaker: opens when of at least three runs in five minutes four fifths did not come up, lets one run at a time try
/// again after a pause that grows along the ladder, and closes as soon as one comes up. Thread-safe.
/// </summary>
internal sealed class BackendBreaker
{
    private readonly Lock _gate = new();
    private readonly SteadyTime _steady;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<bool> _circuit;
    private TimeSpan _breakFor;
    private (string Reason, DateTimeOffset Since, DateTimeOffset Until) _broken = ("", default, default);

    /// <param name="steady">Polly goes by the time of day, and a clock set back must not keep a sound backend from work.</param>
    public BackendBreaker(SteadyTime steady)
    {
        _steady = steady;
        _circuit = new ResiliencePipelineBuilder<bool> { TimeProvider = steady }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<bool>
            {
                ShouldHandle = static came => ValueTask.FromResult(!came.Outcome.Result),
                FailureRatio = 0.8,
                MinimumThroughput = 3,
                SamplingDuration = TimeSpan.FromMinutes(5),
                BreakDurationGenerator = broken => ValueTask.FromResult(_breakFor = RetryRules.Step(1 + broken.HalfOpenAttempts)),
                StateProvider = _state,
            })
            .Build();
    }

    /// <summary>A runner in this backend came up and listens.</summary>
    public void Came() => Note(came: true, "");

    /// <summary>A run in this backend could not be made or started, or its runner never came.</summary>
    public void Failed(string reason) => Note(came: false, reason);

    /// <summary>Null while it works.</summary>
    public BackendBreak? Read()
    {
        lock (_gate)
        {
            return _state.CircuitState == CircuitState.Closed
                ? null
                : new BackendBreak(
                    _broken.Reason, _steady.Wall(_broken.Since), _steady.Wall(_broken.Until), _steady.Stamp(_broken.Until), _steady.GetUtcNow() >= _broken.Until);
        }
    }

    private void Note(bool came, string reason)
    {
        lock (_gate)
        {
            var now = _steady.GetUtcNow();
            if (_state.CircuitState == CircuitState.Open && now < _broken.Until)
            {
                // Of a run begun before the break: the break has its reason already, and what came up before says nothing of now.
                return;
            }

            var wasClosed = _state.CircuitState == CircuitState.Closed;
            try
            {
                _circuit.Execute(static result => result, came);
            }
            catch (BrokenCircuitException)
            {
                // Its pause was over by our reading of the clock and not yet by Polly's, a moment later: the next end tells.
                return;
            }

            if (_state.CircuitState == CircuitState.Open)
            {
                _broken = (reason, wasClosed ? now : _broken.Since, now + _breakFor);
            }
        }
    }
}
