using Gradus.Core.Policies;

namespace Gradus.Policies;

/// <summary>Policy files that tests read, and how they are read.</summary>
internal static class Files
{
    public const string Whole = """
        version: 1
        mode: enforce
        roles:
          release: [ann, bob]
          risk: [eve]
        runners:
          gpu:
            kubernetes:
              namespace: gates
              template:
                apiVersion: batch/v1
                kind: Job
                spec:
                  backoffLimit: 1
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: worker
                          image: registry.example/gradus-worker:1.0
                          resources: { limits: { nvidia.com/gpu: 1, cpu: 0.5 } }
                          envFrom: [{ secretRef: { name: gradus-token } }]
        permissions:
          - allow: [promote, approve, rollback, report-check]
            to: ["*"]
            stages: [Staging, "Dev*"]
          - { allow: [promote, approve, waive], to: [release], models: ["fraud-*"] }
          - { allow: [break-glass, hold, apply-policy], to: [root] }
          - { allow: [approve], to: [risk], stages: [Production] }
        stages:
          - name: Development
          - name: Staging
            description: As Production, for us only.
            occupancy: many
          - name: Production
            occupancy: one
            from: [Staging]
            aliases: [champion]
            archive_existing: true
            gates:
              - evaluate: { data: churn-test }
              - threshold: { metric: accuracy, at_least: 0.95 }
                report_only: true
                retries: 2
                fresh: 2d
              - threshold: { metric: log_loss, below: 0.2, source: logged }
              - incumbent: { metric: accuracy, margin: 0.01 }
              - incumbent: { metric: f1_macro, margin: "2%" }
              - slices: { metric: accuracy, by: region, at_least: 0.9, min_examples: 50 }
              - signature: {}
              - signed:
                  keys:
                    - |
                      -----BEGIN PUBLIC KEY-----
                      MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEPiox/nsvCo+uDyCuDKMfaCGQyKtf
                      P8XTqLE5zIKQAt1sPDz/lKdIVFHsFbDJYOXsqsLKdWHWRTOCK2RSIXIUeg==
                      -----END PUBLIC KEY-----
                  roots:
                    - |
                      -----BEGIN CERTIFICATE-----
                      MIIBgDCCASWgAwIBAgIUXIfiM7C0HrpxC3V1+jqjpIIDEAUwCgYIKoZIzj0EAwIw
                      FDESMBAGA1UEAwwJQWNtZSBSb290MCAXDTI2MTEyNzAyMTAyNVoYDzIxMjYxMTAz
                      MDIxMDI1WjAUMRIwEAYDVQQDDAlBY21lIFJvb3QwWTATBgcqhkjOPQIBBggqhkjO
                      PQMBBwNCAATn1iKX/WW8OCRi+gJxkaDIh9HjnSl0bXpURzA46maxMBQsekc7brF4
                      kaQrf9+LOvlUpzdTzn5lXJYLstF8bj7Qo1MwUTAdBgNVHQ4EFgQUck7BxgSWlJ76
                      SIYbx0KJtKTWnfowHwYDVR0jBBgwFoAUck7BxgSWlJ76SIYbx0KJtKTWnfowDwYD
                      VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEA4LAVXOm4PgUZ5iSN2EOc
                      SQ+p/cZlD/FaFe8szgfWf8cCIQCqNR6cj5EDwkTAtYhZIGRC+yxv+9ngEc5/xbhG
                      JJQj3Q==
                      -----END CERTIFICATE-----
                  identities: ["*@acme.example"]
                  issuer: https://token.acme.example
                  file: release.sig
                  uncovered: [.gitattributes]
              - latency: { p95_ms: 50, data: latency-set }
              - size: { at_most: 200MB }
              - command:
                  name: unit
                  run: [python, -m, pytest, tests, --count, 3]
                  report: junit
                  timeout: 10m
                  memory: 2GiB
                  env: { SEED: 7, FAST: true }
              - external: { check: integration-tests, wait: 2h }
              - documentation: { description: 40, tags: [owner], sections: [Intended use, Limitations] }
              - http: { name: risk-desk, url: "https://risk.example/ask?x=1", timeout: 30s }
              - incumbent: { metric: log_loss, margin: 0.02, confidence: "95%" }
              - drift: { measure: psi, reference: churn-train, at_most: 0.2 }
              - fairness: { measure: equalized_odds_difference, by: region, at_most: 0.1, confidence: "90%" }
              - latency: { p99_ms: 80, rate: 50, requests: 2000, confidence: 99%, data: latency-set }
              - latency: { slower: 10%, rate: 20 }
                runner: gpu
            approvals: { required: 2, roles: [release, risk], four_eyes: true, expires: 7d }
            soak: 1d12h
            freeze:
              - { cron: "0 17 * * FRI", lasts: 64h, time_zone: Europe/Berlin, reason: Weekend }
            verify:
              gates:
                - threshold: { metric: accuracy, at_least: 0.9 }
                - served: { gateways: [eu, us], wait: 90s }
                - traffic: { errors: "1%", p95_ms: 25, agreement: "98%", requests: 200, wait: 3h }
              canary: { steps: [shadow, "5%", "25%"], each: 10m, key: X-Account }
              every: 1h
              on_failure: rollback
              max_rollbacks: 3
            promote: { from: Staging, best: accuracy }
        models:
          - match: "fraud-*"
            mode: warn
            stages:
              - name: Production
                from: any
                gates:
                  - size: { at_most: 1GiB }
                approvals: none
                soak: 0s
                verify: none
                promote: none
        """;

    /// <summary>A file that must be right.</summary>
    public static Policy Read(string text)
    {
        var reading = PolicyFile.Parse(text);
        reading.Problems.ShouldBeEmpty();
        return reading.Policy.ShouldNotBeNull();
    }

    /// <summary>What is wrong with a file, as compilers write it.</summary>
    public static IReadOnlyList<string> Problems(string text)
    {
        var reading = PolicyFile.Parse(text);
        if (reading.Problems.Count > 0)
        {
            reading.Policy.ShouldBeNull();
        }

        return [.. reading.Problems.Select(problem => problem.ToString())];
    }
}
