using Gradus.Server.Hosting;

return await ServerCommand.RunAsync(args);
