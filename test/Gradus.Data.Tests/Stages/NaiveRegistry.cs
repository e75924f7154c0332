namespace Gradus.Data.Stages;

/// <summary>
/// The registry in memory, without any of the store's cleverness: for each model, what stood where after every change.
/// </summary>
internal sealed class NaiveRegistry
{
    private static readonly Dictionary<int, string> Nowhere = [];

    private readonly Dictionary<string, Life> _lives = [];

    public IEnumerable<string> Names => _lives.Keys;

    /// <summary>Every instant at which anything happened.</summary>
    public IEnumerable<long> Instants =>
        _lives.Values.SelectMany(life => life.Past).Select(moment => moment.At).Distinct();

    /// <summary>Whether there is anything to tell of it: it is there, or left a history.</summary>
    public bool IsKnown(string model) => _lives[model].IsAlive || _lives[model].History.Count > 0;

    public IReadOnlyList<string> HistoryOf(string model) => _lives[model].History;

    public IEnumerable<int> HoldersAt(string model, string stage, long at) =>
        (_lives[model].Past.LastOrDefault(moment => moment.At <= at)?.Places ?? Nowhere)
            .Where(place => place.Value == stage)
            .Select(place => place.Key)
            .Order();

    public bool Create(string model, long now)
    {
        var life = _lives.TryGetValue(model, out var former) ? former : _lives[model] = new Life();
        if (life.IsAlive)
        {
            return false;
        }

        life.IsAlive = true;
        life.LastNumber = 0;
        life.Clock = Math.Max(life.Past.Count > 0 ? life.Past[^1].At : now, now);
        return true;
    }

    public bool CreateVersion(string model, long now)
    {
        if (FindAlive(model) is not { } life)
        {
            return false;
        }

        life.LastNumber++;
        life.Change(now, [(life.LastNumber, "None", null)]);
        return true;
    }

    public bool Move(string model, int version, string stage, bool makeRoom, long now)
    {
        if (FindAlive(model) is not { } life || !life.Places.TryGetValue(version, out var from))
        {
            return false;
        }

        var displaced = makeRoom
            ? life
                .Places.Where(place => place.Value == stage && place.Key != version)
                .Select(place => place.Key)
                .Order()
            : Enumerable.Empty<int>();
        var steps = displaced.Select(number => (number, (string?)"Archived", (int?)version)).ToList();
        if (from != stage)
        {
            steps.Add((version, stage, null));
        }

        life.Change(now, steps);
        return true;
    }

    public bool DeleteVersion(string model, int version, long now)
    {
        if (FindAlive(model) is not { } life || !life.Places.ContainsKey(version))
        {
            return false;
        }

        life.Change(now, [(version, null, null)]);
        return true;
    }

    public bool Delete(string model, long now)
    {
        if (FindAlive(model) is not { } life)
        {
            return false;
        }

        life.Change(now, life.Places.Keys.Order().Select(number => (number, (string?)null, (int?)null)).ToList());
        life.IsAlive = false;
        return true;
    }

    /// <summary>The whole life goes on under the new name, which nobody ever had.</summary>
    public bool Rename(string model, string newName, long now)
    {
        if (FindAlive(model) is not { } life)
        {
            return false;
        }

        life.Change(now, []);
        _lives.Remove(model);
        _lives.Add(newName, life);
        return true;
    }

    private Life? FindAlive(string model) => _lives.TryGetValue(model, out var life) && life.IsAlive ? life : null;

    private sealed record Moment(long At, IReadOnlyDictionary<int, string> Places);

    private sealed class Life
    {
        public bool IsAlive { get; set; }

        public int LastNumber { get; set; }

        public long Clock { get; set; }

        public List<Moment> Past { get; } = [];

        public List<string> History { get; } = [];

        public IReadOnlyDictionary<int, string> Places => Past.Count > 0 ? Past[^1].Places : Nowhere;

        public void Change(long now, List<(int Version, string? To, int? By)> steps)
        {
            Clock = Math.Max(Clock, now);
            var places = new Dictionary<int, string>(Places);
            foreach (var (version, to, by) in steps)
            {
                var from = places.GetValueOrDefault(version);
                History.Add($"{Clock} {version}: {from ?? "-"} → {to ?? "-"}" + (by is null ? "" : $" by {by}"));
                places.Remove(version);
                if (to is not null)
                {
                    places.Add(version, to);
                }
            }

            if (steps.Count > 0)
            {
                Past.Add(new Moment(Clock, places));
            }
        }
    }
}
