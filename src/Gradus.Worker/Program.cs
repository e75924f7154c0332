using Gradus.Worker.Commands;
using Gradus.Worker.Comparing;
using Gradus.Worker.Drift;
using Gradus.Worker.Fairness;
using Gradus.Worker.Hosting;
using Gradus.Worker.Latencies;
using Gradus.Worker.Measuring;

// The same executable is the agent, which talks to the server and trusts no model, and the process that the agent starts
// for each measurement or test command, which loads the model, or runs what does, and may die.
return args switch
{
    ["measure", var job, var result] => MeasureCommand.Run(job, result),
    ["compare", var job, var result] => CompareCommand.Run(job, result),
    ["fairness", var job, var result] => FairnessCommand.Run(job, result),
    ["drift", var job, var result] => DriftCommand.Run(job, result),
    ["latency", var job, var result] => LatencyCommand.Run(job, result),
    ["supervise", var job, var end] => SuperviseCommand.Run(job, end),
    _ => await AgentCommand.RunAsync(args).ConfigureAwait(false),
};
