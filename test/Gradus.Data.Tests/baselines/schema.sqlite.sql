CREATE TABLE aliases (
    model   TEXT NOT NULL,
    alias   TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (model, alias),
    FOREIGN KEY (model, version) REFERENCES versions (model, number) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
CREATE INDEX aliases_by_version ON aliases (model, version);
CREATE TABLE approvals (
    id        TEXT PRIMARY KEY,
    promotion TEXT NOT NULL REFERENCES promotions (id) ON DELETE CASCADE,
    actor     TEXT NOT NULL,
    decision  TEXT NOT NULL CHECK (decision IN ('approve', 'reject', 'withdraw', 'comment')),
    remark    TEXT NOT NULL,
    binding   TEXT NOT NULL,
    at        INTEGER NOT NULL,
    groups    TEXT NOT NULL
) STRICT;
CREATE INDEX approvals_by_promotion ON approvals (promotion, at, id);
CREATE TABLE artifact_store (
    slot INTEGER PRIMARY KEY CHECK (slot = 1),
    id   TEXT NOT NULL
) STRICT;
CREATE TABLE artifacts (
    path       TEXT PRIMARY KEY,
    size       INTEGER NOT NULL,
    digest     TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX artifacts_by_digest ON artifacts (digest);
CREATE TABLE checkpoints (
    size INTEGER PRIMARY KEY,
    root TEXT NOT NULL,
    note TEXT NOT NULL,
    at   INTEGER NOT NULL
) STRICT;
CREATE TABLE checks (
    id          TEXT PRIMARY KEY,
    manifest    TEXT NOT NULL,
    name        TEXT NOT NULL,
    verdict     TEXT NOT NULL CHECK (verdict IN ('passed', 'failed', 'inconclusive', 'error')),
    summary     TEXT NOT NULL,
    url         TEXT NOT NULL,
    reporter    TEXT NOT NULL,
    reported_at INTEGER NOT NULL,
    model       TEXT NOT NULL,
    for_model_only INTEGER NOT NULL CHECK (for_model_only IN (0, 1))
) STRICT;
CREATE INDEX checks_by_artifact ON checks (manifest, name, reported_at);
CREATE TABLE datasets (
    name       TEXT PRIMARY KEY,
    digest     TEXT NOT NULL,
    size       INTEGER NOT NULL,
    label      TEXT NOT NULL,
    ignored    TEXT NOT NULL,
    task       TEXT NOT NULL CHECK (task IN ('classification', 'regression', 'ranking')),
    query      TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE evaluations (
    id          TEXT PRIMARY KEY,
    manifest    TEXT NOT NULL,
    dataset     TEXT,
    task        TEXT NOT NULL,
    outcome     TEXT NOT NULL CHECK (
        outcome IN ('measured', 'incompatible', 'passed', 'failed', 'inconclusive', 'error')),
    reason      TEXT,
    metrics     TEXT NOT NULL,
    slices      TEXT NOT NULL,
    output      TEXT,
    output_size INTEGER,
    examples    INTEGER NOT NULL,
    worker      TEXT NOT NULL,
    code        TEXT NOT NULL,
    runtime     TEXT NOT NULL,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    log         TEXT
) STRICT;
CREATE INDEX evaluations_by_output ON evaluations (output);
CREATE INDEX evaluations_by_subject ON evaluations (manifest, task, finished_at);
CREATE TABLE gateways (
    model       TEXT NOT NULL REFERENCES models (name) ON UPDATE CASCADE ON DELETE CASCADE,
    stage       TEXT NOT NULL,
    gateway     TEXT NOT NULL,
    report      TEXT NOT NULL,
    reported_at INTEGER NOT NULL,
    PRIMARY KEY (model, stage, gateway)
) STRICT;
CREATE TABLE group_members (
    group_name TEXT NOT NULL REFERENCES groups (name) ON DELETE CASCADE,
    user_name  TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    PRIMARY KEY (group_name, user_name)
) STRICT;
CREATE INDEX group_members_by_user ON group_members (user_name, group_name);
CREATE TABLE groups (
    name        TEXT PRIMARY KEY,
    folded      TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    created_by  TEXT NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;
CREATE TABLE holds (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('automation', 'line')),
    model      TEXT REFERENCES models (name) ON UPDATE CASCADE ON DELETE CASCADE,
    stage      TEXT,
    reason     TEXT NOT NULL,
    actor      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    lifted_by  TEXT,
    lifted_at  INTEGER
) STRICT;
CREATE INDEX holds_in_force ON holds (created_at) WHERE lifted_at IS NULL;
CREATE TABLE ledger (
    sequence   INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    action     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    request_id TEXT NOT NULL,
    leaf       TEXT NOT NULL,
    record     TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_by_subject ON ledger (subject, sequence);
CREATE TABLE ledger_head (
    slot   INTEGER PRIMARY KEY CHECK (slot = 1),
    origin TEXT NOT NULL,
    size   INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    leaf   TEXT NOT NULL,
    edge   TEXT NOT NULL
) STRICT;
CREATE TABLE ledger_nodes (
    level    INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hash     TEXT NOT NULL,
    PRIMARY KEY (level, position)
) STRICT;
CREATE TABLE manifest_files (
    manifest TEXT NOT NULL REFERENCES manifests (digest) ON DELETE CASCADE,
    path     TEXT NOT NULL,
    size     INTEGER NOT NULL,
    digest   TEXT NOT NULL,
    PRIMARY KEY (manifest, path)
) STRICT;
CREATE INDEX manifest_files_by_digest ON manifest_files (digest);
CREATE TABLE manifests (
    digest            TEXT PRIMARY KEY,
    size              INTEGER NOT NULL,
    signature         TEXT,
    signature_problem TEXT,
    signature_files   TEXT,
    created_at        INTEGER NOT NULL
) STRICT;
CREATE TABLE model_tags (
    model TEXT NOT NULL REFERENCES models (name) ON UPDATE CASCADE ON DELETE CASCADE,
    key   TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model, key)
) STRICT;
CREATE INDEX model_tags_by_value ON model_tags (key, substr(value, 1, 200));
CREATE TABLE models (
    name         TEXT PRIMARY KEY,
    life         TEXT NOT NULL UNIQUE,
    description  TEXT,
    last_version INTEGER NOT NULL DEFAULT 0,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX models_by_update ON models (updated_at, name);
CREATE TABLE policies (
    number     INTEGER PRIMARY KEY,
    digest     TEXT NOT NULL,
    content    TEXT NOT NULL,
    author     TEXT NOT NULL,
    reason     TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;
CREATE TABLE promotions (
    id             TEXT PRIMARY KEY,
    model          TEXT NOT NULL REFERENCES models (name) ON UPDATE CASCADE ON DELETE CASCADE,
    version        INTEGER,
    stage          TEXT NOT NULL,
    dataset        TEXT,
    phase          TEXT NOT NULL,
    revision       INTEGER NOT NULL,
    outcome        TEXT NOT NULL,
    terms          TEXT NOT NULL,
    candidates     TEXT NOT NULL,
    gates          TEXT NOT NULL,
    verifications  TEXT NOT NULL,
    policy         INTEGER NOT NULL,
    binding        TEXT,
    judged_on      TEXT,
    wake_at        INTEGER,
    applied_at     INTEGER,
    actor          TEXT NOT NULL,
    reason         TEXT NOT NULL,
    request_id     TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    closed_at      INTEGER,
    cancelled_by   TEXT,
    rollout        TEXT
) STRICT;
CREATE INDEX promotions_by_creation ON promotions (created_at, id);
CREATE INDEX promotions_by_model ON promotions (model, created_at, id);
CREATE INDEX promotions_of_policy ON promotions (model, stage, created_at) WHERE actor = 'policy';
CREATE UNIQUE INDEX promotions_open ON promotions (model, stage, COALESCE(version, 0)) WHERE closed_at IS NULL;
CREATE INDEX promotions_open_by_creation ON promotions (created_at, id) WHERE closed_at IS NULL;
CREATE INDEX promotions_open_by_dataset ON promotions (dataset) WHERE closed_at IS NULL;
CREATE TABLE request_keys (
    id           TEXT PRIMARY KEY,
    body         TEXT NOT NULL,
    request_id   TEXT NOT NULL,
    at           INTEGER NOT NULL,
    status       INTEGER,
    content_type TEXT,
    location     TEXT,
    answer       TEXT
) STRICT;
CREATE INDEX request_keys_by_time ON request_keys (at);
CREATE TABLE stages (
    name        TEXT PRIMARY KEY,
    folded      TEXT NOT NULL UNIQUE,
    position    INTEGER NOT NULL,
    description TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('initial', 'active', 'archive')),
    occupancy   TEXT NOT NULL CHECK (occupancy IN ('many', 'one'))
) STRICT;
CREATE TABLE token_uses (
    token   TEXT PRIMARY KEY REFERENCES tokens (id) ON DELETE CASCADE,
    used_at INTEGER NOT NULL
) STRICT;
CREATE TABLE tokens (
    id           TEXT PRIMARY KEY,
    hash         TEXT NOT NULL UNIQUE,
    user_name    TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    description  TEXT NOT NULL,
    actions      TEXT NOT NULL,
    models       TEXT NOT NULL,
    created_by   TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER
) STRICT;
CREATE INDEX tokens_by_creation ON tokens (created_at, id);
CREATE INDEX tokens_by_user ON tokens (user_name, created_at, id);
CREATE TABLE transitions (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    life         TEXT NOT NULL,
    model        TEXT NOT NULL,
    version      INTEGER NOT NULL,
    from_stage   TEXT,
    to_stage     TEXT,
    at           INTEGER NOT NULL,
    actor        TEXT NOT NULL,
    reason       TEXT NOT NULL,
    request_id   TEXT NOT NULL,
    promotion    TEXT,
    displaced_by INTEGER,
    kind         TEXT NOT NULL CHECK (kind IN ('move', 'promotion', 'rollback', 'breakglass'))
) STRICT;
CREATE INDEX transitions_by_life ON transitions (life, version, id);
CREATE INDEX transitions_by_model ON transitions (model, id);
CREATE INDEX transitions_by_origin ON transitions (life, from_stage, id);
CREATE INDEX transitions_by_promotion ON transitions (promotion, id) WHERE promotion IS NOT NULL;
CREATE TABLE users (
    name        TEXT PRIMARY KEY,
    folded      TEXT NOT NULL UNIQUE,
    kind        TEXT NOT NULL CHECK (kind IN ('person', 'service')),
    description TEXT NOT NULL,
    created_by  TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;
CREATE TABLE verifications (
    model   TEXT NOT NULL,
    version INTEGER NOT NULL,
    stage   TEXT NOT NULL,
    due_at  INTEGER NOT NULL,
    PRIMARY KEY (model, version, stage),
    FOREIGN KEY (model, version) REFERENCES versions (model, number) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
CREATE INDEX verifications_by_due ON verifications (due_at);
CREATE TABLE version_metrics (
    model     TEXT NOT NULL,
    version   INTEGER NOT NULL,
    key       TEXT NOT NULL,
    value     REAL,
    logged_by TEXT NOT NULL,
    logged_at INTEGER NOT NULL,
    PRIMARY KEY (model, version, key),
    FOREIGN KEY (model, version) REFERENCES versions (model, number) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
CREATE TABLE version_tags (
    model   TEXT NOT NULL,
    version INTEGER NOT NULL,
    key     TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (model, version, key),
    FOREIGN KEY (model, version) REFERENCES versions (model, number) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
CREATE INDEX version_tags_by_value ON version_tags (key, substr(value, 1, 200));
CREATE TABLE versions (
    model            TEXT NOT NULL REFERENCES models (name) ON UPDATE CASCADE ON DELETE CASCADE,
    number           INTEGER NOT NULL,
    stage            TEXT NOT NULL REFERENCES stages (name),
    sole             INTEGER CHECK (sole = 1),
    status           TEXT NOT NULL CHECK (status IN ('ready', 'quarantined', 'revoked')),
    status_message   TEXT,
    description      TEXT,
    source           TEXT NOT NULL,
    storage_location TEXT NOT NULL,
    run_id           TEXT NOT NULL,
    run_link         TEXT NOT NULL,
    manifest         TEXT REFERENCES manifests (digest),
    artifact_folder  TEXT,
    created_by       TEXT NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    PRIMARY KEY (model, number)
) STRICT;
CREATE INDEX versions_by_artifact_folder ON versions (artifact_folder) WHERE artifact_folder IS NOT NULL;
CREATE INDEX versions_by_creation ON versions (created_at, model, number);
CREATE INDEX versions_by_manifest ON versions (manifest) WHERE manifest IS NOT NULL;
CREATE INDEX versions_by_run ON versions (run_id, model, number);
CREATE INDEX versions_by_source ON versions (substr(source, 1, 200), model, number);
CREATE INDEX versions_by_update ON versions (updated_at DESC, model ASC, number DESC);
CREATE INDEX versions_in_stage ON versions (stage, model, number);
CREATE UNIQUE INDEX versions_sole_holder ON versions (model, stage) WHERE sole = 1;
CREATE TABLE waivers (
    id         TEXT PRIMARY KEY,
    model      TEXT NOT NULL,
    version    INTEGER NOT NULL,
    stage      TEXT NOT NULL,
    gate       TEXT NOT NULL,
    reason     TEXT NOT NULL,
    actor      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    FOREIGN KEY (model, version) REFERENCES versions (model, number) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
CREATE INDEX waivers_by_version ON waivers (model, version, stage);
CREATE TABLE work (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    manifest    TEXT NOT NULL,
    dataset     TEXT,
    task        TEXT NOT NULL,
    spec        TEXT NOT NULL,
    attempt     INTEGER NOT NULL,
    worker      TEXT,
    lease       TEXT,
    lease_until INTEGER,
    runner      TEXT,
    created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX work_by_dataset ON work (dataset);
CREATE UNIQUE INDEX work_subject ON work (manifest, task);
