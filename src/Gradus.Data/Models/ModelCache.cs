using System.Collections.Concurrent;
using Gradus.Core.Errors;
using Gradus.Core.Models;

namespace Gradus.Data.Models;

/// <summary>
/// What was read of models, kept until one of them changes. Only where this process is the only writer: there a commit is
/// seen before its caller is told of it, so nobody who knows of a change is answered from before it. Elsewhere it keeps
/// nothing.
/// </summary>
/// <remarks>
/// A model's answers live in a slot of its own. A commit throws the slots of the models it changed away. A reader takes the
/// slot before it reads: if the slot is thrown away meanwhile, what was read from the older snapshot goes with it.
/// </remarks>
internal sealed class ModelCache
{
    // In characters of text, roughly: what is kept, with its JSON, stays below some 100 MB.
    private const long Budget = 20_000_000;
    private const int WeightOfRow = 600;

    private readonly bool _isOn;
    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private long _weight;

    /// <summary>A cache of a database's models, empty.</summary>
    public ModelCache(Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _isOn = database.IsExclusive;
        if (_isOn)
        {
            database.Committed += Forget;
        }
    }

    /// <summary>The answer to a question about a model, kept from before or read now. Refusals are not kept.</summary>
    /// <param name="model">The registered model's name.</param>
    /// <param name="question">What is asked, distinct from every other question about the model.</param>
    /// <param name="weigh">How heavy an answer is, in characters.</param>
    /// <param name="read">Reads it.</param>
    public async Task<Result<T>> GetAsync<T>(
        string model,
        string question,
        Func<T, long> weigh,
        Func<Task<Result<T>>> read
    )
        where T : class
    {
        if (!_isOn)
        {
            return await read();
        }

        if (_slots.TryGetValue(model, out var slot) && slot.TryGetValue(question, out var kept))
        {
            return (T)kept;
        }

        slot ??= _slots.GetOrAdd(model, _ => new Slot());
        var answer = await read();
        if (answer.IsOk)
        {
            Keep(slot, question, answer.Value, WeightOfRow + question.Length + weigh(answer.Value));
        }
        else if (slot.IsEmpty)
        {
            _slots.TryRemove(KeyValuePair.Create(model, slot));
        }

        return answer;
    }

    public static long Weigh(RegisteredModel model) =>
        WeightOfRow
        + (model.Description?.Length ?? 0)
        + Weigh(model.Tags)
        + model.LatestVersions.Sum(Weigh)
        + (model.Aliases.Count * 100L);

    public static long Weigh(ModelVersion version) =>
        WeightOfRow
        + (version.Description?.Length ?? 0)
        + version.Source.Length
        + Weigh(version.Tags)
        + (version.Aliases.Count * 100L);

    private static long Weigh(IReadOnlyList<Tag> tags) => tags.Sum(tag => 100L + tag.Value.Length);

    private void Keep(Slot slot, string question, object answer, long weight)
    {
        if (weight > Budget / 10)
        {
            return;
        }

        if (Interlocked.Add(ref _weight, weight) > Budget)
        {
            _slots.Clear();
            Interlocked.Exchange(ref _weight, 0);
        }

        slot[question] = answer;
    }

    private void Forget(IReadOnlyCollection<string> models)
    {
        foreach (var model in models)
        {
            _slots.TryRemove(model, out _);
        }
    }

    private sealed class Slot() : ConcurrentDictionary<string, object>(1, 3, StringComparer.Ordinal);
}
