using Gradus.Cli.CommandLine;

return await Session.OfThisProcess().RunAsync(args);
