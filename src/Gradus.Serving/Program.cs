using Gradus.Serving.Hosting;
using Gradus.Serving.Hosts;

// The same executable is the gateway, which speaks HTTP and trusts no model, and the process that the gateway starts for a
// model, which loads it and may die.
return args switch
{
    ["host", var model, var threads, var memory] => HostCommand.Run(model, ProcessOptions.Parse(threads, memory)),
    _ => await ServeCommand.RunAsync(args),
};
