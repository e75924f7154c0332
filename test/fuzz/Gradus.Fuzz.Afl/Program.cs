using Gradus.Fuzz.Tests;
using SharpFuzz;

// Has the named parser read what AFL++ writes to the standard input, text after text (tools/fuzz). Without AFL++ it reads one text,
// which is how a text that was found is looked at.
if (args is not [var name] || !Parsers.All.ContainsKey(name))
{
    Console.Error.WriteLine($"Name one parser of: {string.Join(", ", Parsers.All.Keys)}.");
    return 2;
}

Fuzzer.OutOfProcess.Run(stream => Survival.ShouldSurvive(name, Corpus.Read(stream)));
return 0;
