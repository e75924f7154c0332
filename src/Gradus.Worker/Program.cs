using Gradus.Worker.Hosting;
using Gradus.Worker.Measuring;

// The same executable is the agent, which talks to the server and trusts no model, and the process that the agent starts
// for each measurement, which loads the model and may die.
return args is ["measure", var job, var result]
    ? MeasureCommand.Run(job, result)
    : await AgentCommand.RunAsync(args).ConfigureAwait(false);
