namespace Gradus.Policies.Shapes;

/// <summary>All sections of the file's form, each once, from the outermost in.</summary>
internal static class Sections
{
    public static IReadOnlyList<SectionShape> All { get; } = Gather();

    private static List<SectionShape> Gather()
    {
        List<SectionShape> found = [PolicyShape.Root];
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(found[i].Keys.SelectMany(key => Below(key.Shape)).Except(found).Distinct().ToList());
        }

        return found;
    }

    private static IEnumerable<SectionShape> Below(Shape shape) =>
        shape switch
        {
            SectionShape section => [section],
            ListShape list => Below(list.Item),
            MapShape map => Below(map.Value),
            EitherShape either => Below(either.Scalar).Concat(Below(either.Other)),
            _ => [],
        };
}
