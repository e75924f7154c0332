using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Pools;

/// <summary>One request's inputs on their way through a model, and the promise of its outputs.</summary>
internal sealed class Call(IReadOnlyList<Tensor> inputs, int rows)
{
    private readonly TaskCompletionSource<IReadOnlyList<Tensor>> _answer = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>What goes in.</summary>
    public IReadOnlyList<Tensor> Inputs => inputs;

    /// <summary>How many examples that is.</summary>
    public int Rows => rows;

    /// <summary>How many processes have died over it.</summary>
    public int Deaths { get; private set; }

    /// <summary>Whether it goes in alone: a process died over a batch that it was in.</summary>
    public bool IsAlone => Deaths > 0;

    /// <summary>Whether nobody waits for its answer any more.</summary>
    public bool IsOver => _answer.Task.IsCompleted;

    /// <summary>What comes out.</summary>
    public Task<IReadOnlyList<Tensor>> Answer => _answer.Task;

    /// <summary>Whether examples of both can go in together.</summary>
    public bool IsLike(Call other) => inputs.Zip(other.Inputs).All(pair => pair.First.IsLike(pair.Second));

    /// <summary>It is answered.</summary>
    public void Complete(IReadOnlyList<Tensor> outputs) => _answer.TrySetResult(outputs);

    /// <summary>It will not be answered.</summary>
    public void Refuse(Refusal refusal) => _answer.TrySetException(new RefusedException(refusal));

    /// <summary>Nobody waits for it any more.</summary>
    public void Abandon() => _answer.TrySetCanceled();

    /// <summary>A process died over it.</summary>
    public void NoteDeath() => Deaths++;
}
