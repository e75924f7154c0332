using Gradus.Core.Models;
using Gradus.Serving.Inputs;
using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;
using Gradus.Serving.Traffic;

namespace Gradus.Serving.Models;

/// <summary>
/// One stable address and who answers at it now. That changes in one step; requests that a version has taken it still answers,
/// and the next ones go to whoever is there then.
/// </summary>
internal sealed class ServedModel(ModelUri uri)
{
    private volatile Lineup _lineup = Lineup.Nobody;
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is served.</summary>
    public ModelUri Uri => uri;

    /// <summary>Who answers.</summary>
    public Lineup Lineup => _lineup;

    /// <summary>The version that answers, or all but a share; null until one is loaded.</summary>
    public ServedVersion? Current => _lineup.Current;

    /// <summary>Why it is not, or perhaps not, the version that it should be; null if all is well.</summary>
    public string? Problem => _lineup.Problem;

    /// <summary>The version that answered before and is kept warm; null if there is none.</summary>
    public VersionKey? Standby { get; set; }

    /// <summary>Over when another lineup takes the place of the one that was there when this was asked for.</summary>
    public Task Changed => _changed.Task;

    /// <summary>The version that answers.</summary>
    /// <exception cref="RefusedException">There is none yet.</exception>
    public ServedVersion Get() => _lineup.Current ?? throw NotLoaded();

    /// <summary>The version that answers a caller's request.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public ServedVersion Choose(Caller caller) => Choose(_lineup, caller);

    /// <summary>From now on these answer; returns those who did.</summary>
    public Lineup Become(Lineup next)
    {
        var before = _lineup;
        if (before != next)
        {
            _lineup = next;
            var changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
        }

        return before;
    }

    /// <summary>Asks the version that a request falls to, and its successor if it goes while this happens.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="arrival">The request's announcement, which is over once it waits for its turn.</param>
    /// <param name="bind">The request's inputs for a version; still called when the request has been answered.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    /// <exception cref="RefusedException">There is no answer.</exception>
    public async Task<Prediction> AskAsync(
        Caller caller,
        IDisposable arrival,
        Func<ServedVersion, ModelInputs> bind,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var lineup = _lineup;
            var (version, inputs) = Bind(lineup, caller, bind);
            var asked = AskAsync(caller, version, inputs, arrival, cancellationToken);
            if (caller.Version is null)
            {
                lineup.Split?.Mirror?.Ask(uri, bind, asked);
            }

            try
            {
                if (await ServingMeter.MeasureAsync(uri, version, lineup.RoleOf(version), asked) is { } outputs)
                {
                    return new Prediction(version, inputs, outputs);
                }
            }
            catch (RefusedException e)
                when (e.Refusal.Status == StatusCodes.Status429TooManyRequests && IsDrawn(lineup, caller, version))
            {
                // It does not keep up with its share.
                version.Count.NoteFailure();
                throw;
            }
        }
    }

    // What the incumbent takes and the candidate does not is the candidate's fault, and no caller's.
    private (ServedVersion Version, ModelInputs Inputs) Bind(
        Lineup lineup,
        Caller caller,
        Func<ServedVersion, ModelInputs> bind
    )
    {
        var version = Choose(lineup, caller);
        try
        {
            return (version, bind(version));
        }
        catch (RefusedException e)
            when (e.Refusal.Status == StatusCodes.Status400BadRequest && IsDrawn(lineup, caller, version))
        {
            var inputs = bind(lineup.Current!);
            version.Count.NoteFailure();
            return (lineup.Current!, inputs);
        }
    }

    // Who asks for one version tries it out, and is not counted among the requests that it is judged by.
    private static Task<IReadOnlyList<Tensor>?> AskAsync(
        Caller caller,
        ServedVersion version,
        ModelInputs inputs,
        IDisposable arrival,
        CancellationToken cancellationToken
    ) =>
        caller.Version is null
            ? version.AskAsync(inputs, arrival, cancellationToken)
            : version.Pool.AskAsync(inputs, arrival, cancellationToken);

    private static bool IsDrawn(Lineup lineup, Caller caller, ServedVersion version) =>
        caller.Version is null && lineup.Current is { } current && version != current;

    private ServedVersion Choose(Lineup lineup, Caller caller) =>
        lineup.Choose(caller) ?? throw (caller.Version is { } number ? Gone(number) : NotLoaded());

    private RefusedException NotLoaded() =>
        new(Refusal.Unavailable($"No version of {uri} is loaded yet.{(_lineup.Problem is { } why ? $" {why}" : "")}"));

    // It was served when the request came, and another one has taken over since.
    private RefusedException Gone(string number) =>
        new(Refusal.NotFound($"Version {number} of model '{uri.Model}' is not served here any more."));
}

/// <summary>What a version said.</summary>
/// <param name="Version">Which one.</param>
/// <param name="Inputs">Of what.</param>
/// <param name="Outputs">Its outputs.</param>
internal sealed record Prediction(ServedVersion Version, ModelInputs Inputs, IReadOnlyList<Tensor> Outputs)
{
    /// <summary>To how many examples.</summary>
    public int Rows => Inputs.Rows;
}
