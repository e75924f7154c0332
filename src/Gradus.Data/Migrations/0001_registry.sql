-- Times are Unix milliseconds. Names are compared byte for byte. Natural keys: a rename cascades.

CREATE TABLE stages (
    name        $text$ PRIMARY KEY,
    folded      $text$ NOT NULL UNIQUE,
    position    $integer$ NOT NULL,
    description $text$ NOT NULL,
    kind        $text$ NOT NULL CHECK (kind IN ('initial', 'active', 'archive')),
    occupancy   $text$ NOT NULL CHECK (occupancy IN ('many', 'one'))
) $strict$;

INSERT INTO stages (name, folded, position, description, kind, occupancy) VALUES
    ('None',        'none',        0, 'Where a new version starts.',                        'initial', 'many'),
    ('Development', 'development', 1, 'Being worked on.',                                   'active',  'many'),
    ('Staging',     'staging',     2, 'Being tried under conditions like Production''s.',   'active',  'many'),
    ('Production',  'production',  3, 'Serving.',                                           'active',  'many'),
    ('Archived',    'archived',    4, 'Out of use, kept.',                                  'archive', 'many');

-- A life is one model from its registration to its deletion, under whatever names: history is kept by it.
CREATE TABLE models (
    name         $text$ PRIMARY KEY,
    life         $text$ NOT NULL UNIQUE,
    description  $text$,
    last_version $integer$ NOT NULL DEFAULT 0,
    created_at   $integer$ NOT NULL,
    updated_at   $integer$ NOT NULL
) $strict$;

CREATE INDEX models_by_update ON models (updated_at, name);

CREATE TABLE model_tags (
    model $text$ NOT NULL REFERENCES models (name) ON UPDATE CASCADE ON DELETE CASCADE,
    key   $text$ NOT NULL,
    value $text$ NOT NULL,
    PRIMARY KEY (model, key)
) $strict$;

CREATE INDEX model_tags_by_value ON model_tags (key, substr(value, 1, 200));

CREATE TABLE manifests (
    digest            $text$ PRIMARY KEY,
    size              $integer$ NOT NULL,
    signature         $text$,
    signature_problem $text$,
    signature_files   $text$,
    created_at        $integer$ NOT NULL
) $strict$;

CREATE TABLE manifest_files (
    manifest $text$ NOT NULL REFERENCES manifests (digest) ON DELETE CASCADE,
    path     $text$ NOT NULL,
    size     $integer$ NOT NULL,
    digest   $text$ NOT NULL,
    PRIMARY KEY (manifest, path)
) $strict$;

CREATE INDEX manifest_files_by_digest ON manifest_files (digest);

-- sole is 1 while the stage holds only one version of a model, else null: the index lets no second holder in.
CREATE TABLE versions (
    model            $text$ NOT NULL REFERENCES models (name) ON UPDATE CASCADE ON DELETE CASCADE,
    number           $integer$ NOT NULL,
    stage            $text$ NOT NULL REFERENCES stages (name),
    sole             $integer$ CHECK (sole = 1),
    status           $text$ NOT NULL CHECK (status IN ('ready', 'quarantined', 'revoked')),
    status_message   $text$,
    description      $text$,
    source           $text$ NOT NULL,
    storage_location $text$ NOT NULL,
    run_id           $text$ NOT NULL,
    run_link         $text$ NOT NULL,
    manifest         $text$ REFERENCES manifests (digest),
    artifact_folder  $text$,
    created_by       $text$ NOT NULL,
    created_at       $integer$ NOT NULL,
    updated_at       $integer$ NOT NULL,
    PRIMARY KEY (model, number)
) $strict$;

CREATE UNIQUE INDEX versions_sole_holder ON versions (model, stage) WHERE sole = 1;
CREATE INDEX versions_in_stage ON versions (stage, model, number);
CREATE INDEX versions_by_update ON versions (updated_at DESC, model ASC, number DESC);
CREATE INDEX versions_by_creation ON versions (created_at, model, number);
CREATE INDEX versions_by_run ON versions (run_id, model, number);
CREATE INDEX versions_by_source ON versions (substr(source, 1, 200), model, number);
CREATE INDEX versions_by_manifest ON versions (manifest) WHERE manifest IS NOT NULL;
CREATE INDEX versions_by_artifact_folder ON versions (artifact_folder) WHERE artifact_folder IS NOT NULL;

CREATE TABLE version_tags (
    model   $text$ NOT NULL,
    version $integer$ NOT NULL,
    key     $text$ NOT NULL,
    value   $text$ NOT NULL,
    PRIMARY KEY (model, version, key),
    FOREIGN KEY (model, version) REFERENCES versions (model, number) ON UPDATE CASCADE ON DELETE CASCADE
) $strict$;

CREATE INDEX version_tags_by_value ON version_tags (key, substr(value, 1, 200));

CREATE TABLE aliases (
    model   $text$ NOT NULL,
    alias   $text$ NOT NULL,
    version $integer$ NOT NULL,
    PRIMARY KEY (model, alias),
    FOREIGN KEY (model, version) REFERENCES versions (model, number) ON UPDATE CASCADE ON DELETE CASCADE
) $strict$;

CREATE INDEX aliases_by_version ON aliases (model, version);

-- History: no foreign keys, since it outlives what it speaks of.
CREATE TABLE transitions (
    id           $identity$,
    life         $text$ NOT NULL,
    model        $text$ NOT NULL,
    version      $integer$ NOT NULL,
    from_stage   $text$,
    to_stage     $text$,
    at           $integer$ NOT NULL,
    actor        $text$ NOT NULL,
    reason       $text$ NOT NULL,
    request_id   $text$ NOT NULL,
    promotion    $text$,
    displaced_by $integer$,
    kind         $text$ NOT NULL CHECK (kind IN ('move', 'promotion', 'rollback', 'breakglass'))
) $strict$;

CREATE INDEX transitions_by_model ON transitions (model, id);
CREATE INDEX transitions_by_life ON transitions (life, version, id);
CREATE INDEX transitions_by_origin ON transitions (life, from_stage, id);
CREATE INDEX transitions_by_promotion ON transitions (promotion, id) WHERE promotion IS NOT NULL;

-- The artifact tree of the MLflow proxy: a path names a blob.
CREATE TABLE artifacts (
    path       $text$ PRIMARY KEY,
    size       $integer$ NOT NULL,
    digest     $text$ NOT NULL,
    updated_at $integer$ NOT NULL
) $strict$;

CREATE INDEX artifacts_by_digest ON artifacts (digest);

CREATE TABLE datasets (
    name       $text$ PRIMARY KEY,
    digest     $text$ NOT NULL,
    size       $integer$ NOT NULL,
    label      $text$ NOT NULL,
    ignored    $text$ NOT NULL,
    task       $text$ NOT NULL CHECK (task IN ('classification', 'regression', 'ranking')),
    query      $text$,
    created_by $text$ NOT NULL,
    created_at $integer$ NOT NULL
) $strict$;

CREATE TABLE promotions (
    id             $text$ PRIMARY KEY,
    model          $text$ NOT NULL REFERENCES models (name) ON UPDATE CASCADE ON DELETE CASCADE,
    version        $integer$,
    stage          $text$ NOT NULL,
    dataset        $text$,
    phase          $text$ NOT NULL,
    revision       $integer$ NOT NULL,
    outcome        $text$ NOT NULL,
    terms          $text$ NOT NULL,
    candidates     $text$ NOT NULL,
    gates          $text$ NOT NULL,
    verifications  $text$ NOT NULL,
    policy         $integer$ NOT NULL,
    binding        $text$,
    judged_on      $text$,
    wake_at        $integer$,
    applied_at     $integer$,
    actor          $text$ NOT NULL,
    reason         $text$ NOT NULL,
    request_id     $text$ NOT NULL,
    created_at     $integer$ NOT NULL,
    updated_at     $integer$ NOT NULL,
    closed_at      $integer$,
    cancelled_by   $text$,
    rollout        $text$
) $strict$;

CREATE UNIQUE INDEX promotions_open ON promotions (model, stage, COALESCE(version, 0)) WHERE closed_at IS NULL;
CREATE INDEX promotions_open_by_creation ON promotions (created_at, id) WHERE closed_at IS NULL;
CREATE INDEX promotions_open_by_dataset ON promotions (dataset) WHERE closed_at IS NULL;
CREATE INDEX promotions_by_model ON promotions (model, created_at, id);
CREATE INDEX promotions_of_policy ON promotions (model, stage, created_at) WHERE actor = 'policy';
CREATE INDEX promotions_by_creation ON promotions (created_at, id);

-- Evidence: what a worker found, on which bytes. Written once, never changed. A task is all that the outcome depends on
-- besides the artifact: the data set and the part its columns play, the command, who it compares with, the limits.
CREATE TABLE evaluations (
    id          $text$ PRIMARY KEY,
    manifest    $text$ NOT NULL,
    dataset     $text$,
    task        $text$ NOT NULL,
    outcome     $text$ NOT NULL CHECK (
        outcome IN ('measured', 'incompatible', 'passed', 'failed', 'inconclusive', 'error')),
    reason      $text$,
    metrics     $text$ NOT NULL,
    slices      $text$ NOT NULL,
    output      $text$,
    output_size $integer$,
    examples    $integer$ NOT NULL,
    worker      $text$ NOT NULL,
    code        $text$ NOT NULL,
    runtime     $text$ NOT NULL,
    started_at  $integer$ NOT NULL,
    finished_at $integer$ NOT NULL,
    log         $text$
) $strict$;

CREATE INDEX evaluations_by_subject ON evaluations (manifest, task, finished_at);
CREATE INDEX evaluations_by_output ON evaluations (output);

-- What workers have to do: one open piece per artifact and task, however many promotions wait for it. Where a runner is named,
-- and the policy in force knows it, its dispatchers take it.
CREATE TABLE work (
    id          $identity$,
    manifest    $text$ NOT NULL,
    dataset     $text$,
    task        $text$ NOT NULL,
    spec        $text$ NOT NULL,
    attempt     $integer$ NOT NULL,
    worker      $text$,
    lease       $text$,
    lease_until $integer$,
    runner      $text$,
    created_at  $integer$ NOT NULL
) $strict$;

CREATE UNIQUE INDEX work_subject ON work (manifest, task);
CREATE INDEX work_by_dataset ON work (dataset);

-- Every policy that was ever applied; the one of the highest number is in force.
CREATE TABLE policies (
    number     $integer$ PRIMARY KEY,
    digest     $text$ NOT NULL,
    content    $text$ NOT NULL,
    author     $text$ NOT NULL,
    reason     $text$ NOT NULL,
    applied_at $integer$ NOT NULL
) $strict$;

-- What people said of a promotion, and the groups they were in then. Written once; the latest word of a person counts.
CREATE TABLE approvals (
    id        $text$ PRIMARY KEY,
    promotion $text$ NOT NULL REFERENCES promotions (id) ON DELETE CASCADE,
    actor     $text$ NOT NULL,
    decision  $text$ NOT NULL CHECK (decision IN ('approve', 'reject', 'withdraw', 'comment')),
    remark    $text$ NOT NULL,
    binding   $text$ NOT NULL,
    at        $integer$ NOT NULL,
    groups    $text$ NOT NULL
) $strict$;

CREATE INDEX approvals_by_promotion ON approvals (promotion, at, id);

-- Stops on promotion; null for every model, or every stage.
CREATE TABLE holds (
    id         $text$ PRIMARY KEY,
    kind       $text$ NOT NULL CHECK (kind IN ('automation', 'line')),
    model      $text$ REFERENCES models (name) ON UPDATE CASCADE ON DELETE CASCADE,
    stage      $text$,
    reason     $text$ NOT NULL,
    actor      $text$ NOT NULL,
    created_at $integer$ NOT NULL,
    lifted_by  $text$,
    lifted_at  $integer$
) $strict$;

CREATE INDEX holds_in_force ON holds (created_at) WHERE lifted_at IS NULL;

-- Gates set aside for a version.
CREATE TABLE waivers (
    id         $text$ PRIMARY KEY,
    model      $text$ NOT NULL,
    version    $integer$ NOT NULL,
    stage      $text$ NOT NULL,
    gate       $text$ NOT NULL,
    reason     $text$ NOT NULL,
    actor      $text$ NOT NULL,
    created_at $integer$ NOT NULL,
    expires_at $integer$ NOT NULL,
    revoked_at $integer$,
    FOREIGN KEY (model, version) REFERENCES versions (model, number) ON UPDATE CASCADE ON DELETE CASCADE
) $strict$;

CREATE INDEX waivers_by_version ON waivers (model, version, stage);

-- What checks outside reported of an artifact. Written once; the newest of a name counts.
CREATE TABLE checks (
    id          $text$ PRIMARY KEY,
    manifest    $text$ NOT NULL,
    name        $text$ NOT NULL,
    verdict     $text$ NOT NULL CHECK (verdict IN ('passed', 'failed', 'inconclusive', 'error')),
    summary     $text$ NOT NULL,
    url         $text$ NOT NULL,
    reporter    $text$ NOT NULL,
    reported_at $integer$ NOT NULL,
    model       $text$ NOT NULL,
    for_model_only $integer$ NOT NULL CHECK (for_model_only IN (0, 1))
) $strict$;

CREATE INDEX checks_by_artifact ON checks (manifest, name, reported_at);

-- Metrics logged for a version; null stands for NaN.
CREATE TABLE version_metrics (
    model     $text$ NOT NULL,
    version   $integer$ NOT NULL,
    key       $text$ NOT NULL,
    value     $real$,
    logged_by $text$ NOT NULL,
    logged_at $integer$ NOT NULL,
    PRIMARY KEY (model, version, key),
    FOREIGN KEY (model, version) REFERENCES versions (model, number) ON UPDATE CASCADE ON DELETE CASCADE
) $strict$;

-- When the holder of a stage is checked again.
CREATE TABLE verifications (
    model   $text$ NOT NULL,
    version $integer$ NOT NULL,
    stage   $text$ NOT NULL,
    due_at  $integer$ NOT NULL,
    PRIMARY KEY (model, version, stage),
    FOREIGN KEY (model, version) REFERENCES versions (model, number) ON UPDATE CASCADE ON DELETE CASCADE
) $strict$;

CREATE INDEX verifications_by_due ON verifications (due_at);

-- What a gateway said last of a stage that it serves, as JSON.
CREATE TABLE gateways (
    model       $text$ NOT NULL REFERENCES models (name) ON UPDATE CASCADE ON DELETE CASCADE,
    stage       $text$ NOT NULL,
    gateway     $text$ NOT NULL,
    report      $text$ NOT NULL,
    reported_at $integer$ NOT NULL,
    PRIMARY KEY (model, stage, gateway)
) $strict$;

-- The one artifact store that the rows above speak of.
CREATE TABLE artifact_store (
    slot $integer$ PRIMARY KEY CHECK (slot = 1),
    id   $text$ NOT NULL
) $strict$;

-- Who there is. folded lets in no two names that differ by case only.
CREATE TABLE users (
    name        $text$ PRIMARY KEY,
    folded      $text$ NOT NULL UNIQUE,
    kind        $text$ NOT NULL CHECK (kind IN ('person', 'service')),
    description $text$ NOT NULL,
    created_by  $text$ NOT NULL,
    created_at  $integer$ NOT NULL,
    disabled_at $integer$
) $strict$;

CREATE TABLE groups (
    name        $text$ PRIMARY KEY,
    folded      $text$ NOT NULL UNIQUE,
    description $text$ NOT NULL,
    created_by  $text$ NOT NULL,
    created_at  $integer$ NOT NULL
) $strict$;

INSERT INTO groups (name, folded, description, created_by, created_at) VALUES
    ('administrators', 'administrators', 'Who may do everything, and decides who else is there.', 'gradus', 0);

CREATE TABLE group_members (
    group_name $text$ NOT NULL REFERENCES groups (name) ON DELETE CASCADE,
    user_name  $text$ NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    PRIMARY KEY (group_name, user_name)
) $strict$;

CREATE INDEX group_members_by_user ON group_members (user_name, group_name);

-- The hash is the SHA-256 of the secret, which nobody keeps. Empty lists of actions and models narrow nothing.
CREATE TABLE tokens (
    id           $text$ PRIMARY KEY,
    hash         $text$ NOT NULL UNIQUE,
    user_name    $text$ NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    description  $text$ NOT NULL,
    actions      $text$ NOT NULL,
    models       $text$ NOT NULL,
    created_by   $text$ NOT NULL,
    created_at   $integer$ NOT NULL,
    expires_at   $integer$,
    revoked_at   $integer$
) $strict$;

-- When a token was last used; beside it, since use is no change that anyone made.
CREATE TABLE token_uses (
    token   $text$ PRIMARY KEY REFERENCES tokens (id) ON DELETE CASCADE,
    used_at $integer$ NOT NULL
) $strict$;

-- What requests with an Idempotency-Key did: who asks again gets the same answer. Kept for a week.
CREATE TABLE request_keys (
    id           $text$ PRIMARY KEY,
    body         $text$ NOT NULL,
    request_id   $text$ NOT NULL,
    at           $integer$ NOT NULL,
    status       $integer$,
    content_type $text$,
    location     $text$,
    answer       $text$
) $strict$;

CREATE INDEX request_keys_by_time ON request_keys (at);

CREATE INDEX tokens_by_user ON tokens (user_name, created_at, id);
CREATE INDEX tokens_by_creation ON tokens (created_at, id);
-- The record of every change. The columns beside the record repeat it, to be searched by. No foreign keys.
CREATE TABLE ledger (
    sequence   $integer$ PRIMARY KEY,
    at         $integer$ NOT NULL,
    actor      $text$ NOT NULL,
    action     $text$ NOT NULL,
    subject    $text$ NOT NULL,
    request_id $text$ NOT NULL,
    leaf       $text$ NOT NULL,
    record     $text$ NOT NULL
) $strict$;

CREATE INDEX ledger_by_subject ON ledger (subject, sequence);

-- Where the ledger ends. The edge is the roots of the full subtrees of its Merkle tree.
CREATE TABLE ledger_head (
    slot   $integer$ PRIMARY KEY CHECK (slot = 1),
    origin $text$ NOT NULL,
    size   $integer$ NOT NULL,
    at     $integer$ NOT NULL,
    leaf   $text$ NOT NULL,
    edge   $text$ NOT NULL
) $strict$;

-- The roots of the full subtrees over 256, 65,536, … records, so that no proof needs more than some hundreds of rows.
CREATE TABLE ledger_nodes (
    level    $integer$ NOT NULL,
    position $integer$ NOT NULL,
    hash     $text$ NOT NULL,
    PRIMARY KEY (level, position)
) $strict$;

-- What was signed, kept before anyone saw it.
CREATE TABLE checkpoints (
    size $integer$ PRIMARY KEY,
    root $text$ NOT NULL,
    note $text$ NOT NULL,
    at   $integer$ NOT NULL
) $strict$;
