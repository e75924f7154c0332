namespace Gradus.Server.Mlflow.Surface;

/// <summary>Every route of MLflow's server and some of Databricks', and what becomes of it here. The table in api/mlflow-surface.md is made of it.</summary>
internal static class MlflowSurface
{
    /// <summary>All routes, grouped by what they are about.</summary>
    public static IReadOnlyList<MlflowRoute> Routes { get; } =
    [
        .. Of(RouteState.Served, "registered models", "/2.0/mlflow/registered-models")
            .With("POST /create", "POST /rename", "PATCH /update", "DELETE /delete", "GET /get", "GET /search")
            .With("GET /get-latest-versions", "POST /get-latest-versions", "POST /set-tag", "DELETE /delete-tag")
            .With("POST /alias", "DELETE /alias", "GET /alias")
            .Routes,
        .. Of(RouteState.Served, "model versions", "/2.0/mlflow/model-versions")
            .With("POST /create", "PATCH /update", "POST /transition-stage", "DELETE /delete", "GET /get")
            .With("GET /search", "GET /get-download-uri", "POST /set-tag", "DELETE /delete-tag")
            .Routes,
        .. Of(RouteState.Served, "transition requests (Databricks)", "/2.0/mlflow/transition-requests")
            .With("POST /create", "POST /approve", "POST /reject", "DELETE /delete", "GET /list", "GET /activities")
            .Routes,
        .. Of(RouteState.Served, "the artifact proxy", "/2.0/mlflow-artifacts")
            .With("GET /artifacts", "GET /artifacts/{**path}", "HEAD /artifacts/{**path}")
            .With("PUT /artifacts/{**path}", "DELETE /artifacts/{**path}")
            .With("POST /mpu/create/{**path}", "POST /mpu/complete/{**path}", "POST /mpu/abort/{**path}")
            .Routes,
        .. Of(RouteState.Served, "artifacts of runs", "/2.0/mlflow/artifacts").With("GET /list").Routes,
        .. Of(RouteState.Served, "downloads", "")
            .With("GET /get-artifact", "GET /model-versions/get-artifact")
            .Routes.Select(route => route with { IsRooted = true }),
        .. Of(RouteState.NotYet, "experiments", "/2.0/mlflow/experiments")
            .With("POST /create", "GET /search", "POST /search", "GET /get", "GET /get-by-name", "POST /delete")
            .With("POST /restore", "POST /update", "POST /set-experiment-tag", "POST /delete-experiment-tag")
            .Routes,
        .. Of(RouteState.NotYet, "runs", "/2.0/mlflow/runs")
            .With("POST /create", "POST /update", "POST /delete", "POST /restore", "GET /get", "POST /search")
            .With("POST /log-metric", "POST /log-parameter", "POST /log-batch", "POST /log-model")
            .With("POST /log-inputs", "POST /outputs", "POST /set-tag", "POST /delete-tag")
            .Routes,
        .. Of(RouteState.NotYet, "metrics", "/2.0/mlflow/metrics")
            .With("GET /get-history", "GET /get-history-bulk", "GET /get-history-bulk-interval")
            .Routes,
        .. Of(RouteState.NotYet, "logged models", "/2.0/mlflow/logged-models")
            .With("POST ", "POST /search", "GET /{model_id}", "PATCH /{model_id}", "DELETE /{model_id}")
            .With("POST /{model_id}/params", "PATCH /{model_id}/tags", "DELETE /{model_id}/tags/{tag_key}")
            .With("GET /{model_id}/artifacts/directories")
            .Routes,
        .. Of(RouteState.NotYet, "webhooks", "/2.0/mlflow/webhooks")
            .With("POST ", "GET ", "GET /{webhook_id}", "PATCH /{webhook_id}", "DELETE /{webhook_id}")
            .With("POST /{webhook_id}/test")
            .Routes,
        .. Of(RouteState.NotYet, "server information", "/3.0/mlflow").With("GET /server-info").Routes,
        .. Of(RouteState.NotYet, "workspaces", "/3.0/mlflow/workspaces")
            .With("GET ", "POST ", "GET /{name}", "PATCH /{name}", "DELETE /{name}")
            .Routes,
        .. Of(RouteState.NotYet, "users", "/2.0/mlflow/users")
            .With("POST /create", "GET /get", "PATCH /update-password", "PATCH /update-admin", "DELETE /delete")
            .Routes,
        .. Of(RouteState.Never, "datasets", "/2.0/mlflow/experiments").With("POST /search-datasets").Routes,
        .. Of(RouteState.Never, "evaluation data sets", "/3.0/mlflow/datasets")
            .With("POST /create", "POST /search", "GET /{dataset_id}", "DELETE /{dataset_id}")
            .Routes,
        .. Of(RouteState.Never, "traces", "/2.0/mlflow/traces")
            .With("POST ", "GET ", "PATCH /{request_id}", "GET /{request_id}/info", "POST /delete-traces")
            .With("PATCH /{request_id}/tags", "DELETE /{request_id}/tags")
            .Routes,
        .. Of(RouteState.Never, "traces", "/3.0/mlflow/traces")
            .With("POST ", "POST /search", "GET /{trace_id}", "POST /{trace_id}/assessments")
            .Routes,
        .. Of(RouteState.Never, "scorers", "/3.0/mlflow/scorers")
            .With("POST /register", "GET /list", "GET /versions", "GET /get", "DELETE /delete")
            .Routes,
        .. Of(RouteState.Never, "gateway proxy", "/2.0/mlflow")
            .With("GET /gateway-proxy", "POST /gateway-proxy")
            .Routes,
    ];

    private static RouteFamily Of(RouteState state, string subject, string root) => new(state, subject, root);

    private sealed record RouteFamily(RouteState State, string Subject, string Root)
    {
        public IReadOnlyList<MlflowRoute> Routes { get; private init; } = [];

        public RouteFamily With(params string[] routes) =>
            this with
            {
                Routes =
                [
                    .. Routes,
                    .. routes.Select(route => new MlflowRoute(
                        route[..route.IndexOf(' ')],
                        Root + route[(route.IndexOf(' ') + 1)..],
                        State,
                        Subject
                    )),
                ],
            };
    }
}
