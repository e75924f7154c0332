namespace Gradus.Server.Mlflow.Requests;

/// <summary>Marks a route whose clients send the parameters of a DELETE in the query, where MLflow's own send a body.</summary>
internal sealed class TakesQuery;
