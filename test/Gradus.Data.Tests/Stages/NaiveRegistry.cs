namespace Gradus.Data.Stages;

/// <summary>
/// The registry in memory, without any of the store's cleverness: each model's life, with what stood where after every
/// change. A life keeps its past under whatever names.
/// </summary>
internal sealed class NaiveRegistry
{
    private static readonly Dictionary<int, string> Nowhere = [];

    private readonly List<Life> _lives = [];
    private readonly List<Entry> _entries = [];

    /// <summary>Every instant at which anything happened.</summary>
    public IEnumerable<long> Instants => _entries.Select(entry => entry.At).Distinct();

    /// <summary>Whether there is anything to tell of a name: a model has it, or left a history under it.</summary>
    public bool IsKnown(string name) => FindAlive(name) is not null || _entries.Any(entry => entry.Name == name);

    /// <summary>The history of every model that is called so, or was once.</summary>
    public IEnumerable<string> HistoryOf(string name) =>
        _entries
            .Where(entry => entry.Life.Name == name || _entries.Any(e => e.Life == entry.Life && e.Name == name))
            .Select(entry => entry.Text);

    /// <summary>
    /// Who was in a stage of the model that is called so and was there then, else of the one last heard of by that name.
    /// </summary>
    public IEnumerable<int> HoldersAt(string name, string stage, long at)
    {
        var life =
            FindAlive(name) is { } alive && alive.CreatedAt <= at
                ? alive
                : _entries.LastOrDefault(entry => entry.Name == name && entry.At <= at)?.Life;
        var places = life?.Past.LastOrDefault(moment => moment.At <= at)?.Places ?? Nowhere;
        return places.Where(place => place.Value == stage).Select(place => place.Key).Order();
    }

    public bool Create(string name, long now)
    {
        if (FindAlive(name) is not null)
        {
            return false;
        }

        var start = Math.Max(_entries.LastOrDefault(entry => entry.Name == name)?.At ?? now, now);
        _lives.Add(new Life(name, start));
        return true;
    }

    public bool CreateVersion(string name, long now)
    {
        if (FindAlive(name) is not { } life)
        {
            return false;
        }

        Change(life, now, [(++life.LastNumber, "None", null)]);
        return true;
    }

    public bool Move(string name, int version, string stage, bool makeRoom, long now)
    {
        if (FindAlive(name) is not { } life || !life.Places.TryGetValue(version, out var from))
        {
            return false;
        }

        var steps = life
            .Places.Where(place => makeRoom && place.Value == stage && place.Key != version)
            .Select(place => (place.Key, (string?)"Archived", (int?)version))
            .Order()
            .ToList();
        if (from != stage)
        {
            steps.Add((version, stage, null));
        }

        Change(life, now, steps);
        return true;
    }

    public bool DeleteVersion(string name, int version, long now)
    {
        if (FindAlive(name) is not { } life || !life.Places.ContainsKey(version))
        {
            return false;
        }

        Change(life, now, [(version, null, null)]);
        return true;
    }

    public bool Delete(string name, long now)
    {
        if (FindAlive(name) is not { } life)
        {
            return false;
        }

        Change(life, now, [.. life.Places.Keys.Order().Select(number => (number, (string?)null, (int?)null))]);
        life.Name = null;
        return true;
    }

    public bool Rename(string name, string newName, long now)
    {
        if (FindAlive(name) is not { } life || (name != newName && FindAlive(newName) is not null))
        {
            return false;
        }

        Change(life, now, []);
        life.Name = newName;
        return true;
    }

    private Life? FindAlive(string name) => _lives.SingleOrDefault(life => life.Name == name);

    private void Change(Life life, long now, List<(int Version, string? To, int? By)> steps)
    {
        life.Clock = Math.Max(life.Clock, now);
        var places = new Dictionary<int, string>(life.Places);
        foreach (var (version, to, by) in steps)
        {
            var from = places.GetValueOrDefault(version);
            var text = $"{life.Clock} {version}: {from ?? "-"} → {to ?? "-"}" + (by is null ? "" : $" by {by}");
            _entries.Add(new Entry(life, life.Name!, life.Clock, text));
            places.Remove(version);
            if (to is not null)
            {
                places.Add(version, to);
            }
        }

        life.Past.Add(new Moment(life.Clock, places));
    }

    private sealed record Moment(long At, IReadOnlyDictionary<int, string> Places);

    private sealed record Entry(Life Life, string Name, long At, string Text);

    private sealed class Life(string name, long createdAt)
    {
        /// <summary>Null once it has ended.</summary>
        public string? Name { get; set; } = name;

        public long CreatedAt { get; } = createdAt;

        public long Clock { get; set; } = createdAt;

        public int LastNumber { get; set; }

        public List<Moment> Past { get; } = [];

        public IReadOnlyDictionary<int, string> Places => Past.Count > 0 ? Past[^1].Places : Nowhere;
    }
}
