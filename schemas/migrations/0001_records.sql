-- One insert-only table a record type; columns stand in the order of the record's fields.
CREATE TABLE problem (
    run VARCHAR NOT NULL, item VARCHAR NOT NULL, "row" INTEGER NOT NULL, source_id VARCHAR NOT NULL,
    question VARCHAR NOT NULL, choices VARCHAR[] NOT NULL, answer VARCHAR NOT NULL, answer_type VARCHAR NOT NULL,
    solution VARCHAR NOT NULL, "language" VARCHAR NOT NULL,
    PRIMARY KEY (item)
);
CREATE TABLE refusal (
    run VARCHAR NOT NULL, item VARCHAR NOT NULL, stage VARCHAR NOT NULL, reason VARCHAR NOT NULL, detail VARCHAR NOT NULL,
    PRIMARY KEY (item, stage)
);
CREATE TABLE "translation" (
    run VARCHAR NOT NULL, item VARCHAR NOT NULL, revision INTEGER NOT NULL, question VARCHAR NOT NULL,
    choices VARCHAR[] NOT NULL, translator VARCHAR NOT NULL, answer_key VARCHAR NOT NULL,
    PRIMARY KEY (item, revision)
);
CREATE TABLE finding (
    run VARCHAR NOT NULL, item VARCHAR NOT NULL, revision INTEGER NOT NULL, "check" VARCHAR NOT NULL,
    message VARCHAR NOT NULL, quotes VARCHAR[] NOT NULL,
    PRIMARY KEY (item, revision, "check", message)
);
CREATE TABLE round_trip (
    run VARCHAR NOT NULL, item VARCHAR NOT NULL, question VARCHAR NOT NULL, translator VARCHAR NOT NULL,
    answer_key VARCHAR NOT NULL,
    PRIMARY KEY (item)
);
CREATE TABLE queued (
    run VARCHAR NOT NULL, item VARCHAR NOT NULL, because VARCHAR NOT NULL, stratum VARCHAR NOT NULL,
    inclusion_probability DOUBLE NOT NULL,
    PRIMARY KEY (item)
);
CREATE TABLE decision (
    seq INTEGER NOT NULL, event VARCHAR NOT NULL, made_at VARCHAR NOT NULL, annotator VARCHAR NOT NULL,
    "role" VARCHAR NOT NULL, item VARCHAR NOT NULL, revision INTEGER NOT NULL, round INTEGER NOT NULL,
    verdict VARCHAR NOT NULL, reason VARCHAR NOT NULL, question VARCHAR NOT NULL, choices VARCHAR[] NOT NULL,
    note VARCHAR NOT NULL, guideline VARCHAR NOT NULL, active_ms BIGINT NOT NULL, undoes VARCHAR NOT NULL,
    PRIMARY KEY (seq)
);
