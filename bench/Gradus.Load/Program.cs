using Gradus.Load;

return await LoadCommand.RunAsync(args);
