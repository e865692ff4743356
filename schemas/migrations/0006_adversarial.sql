-- Adversarial bilingual pairs: seeds in each language, every node of every search, and the evidence for what was found.
CREATE TABLE seed_translation (
    run VARCHAR NOT NULL, seed VARCHAR NOT NULL, "language" VARCHAR NOT NULL, question VARCHAR NOT NULL,
    choices VARCHAR[] NOT NULL, translator VARCHAR NOT NULL, answer_key VARCHAR NOT NULL,
    PRIMARY KEY (seed, "language")
);
CREATE TABLE search_node (
    run VARCHAR NOT NULL, node VARCHAR NOT NULL, seed VARCHAR NOT NULL, "language" VARCHAR NOT NULL,
    arm VARCHAR NOT NULL, parent VARCHAR NOT NULL, depth INTEGER NOT NULL, wrong_option INTEGER NOT NULL,
    draft INTEGER NOT NULL, place VARCHAR NOT NULL, perturbation VARCHAR NOT NULL,
    perturbation_target VARCHAR NOT NULL, question VARCHAR NOT NULL, question_target VARCHAR NOT NULL,
    meaning DOUBLE, meaning_target DOUBLE,
    votes STRUCT(side VARCHAR, model VARCHAR, answer VARCHAR, choice INTEGER, extracted BOOLEAN, answer_key VARCHAR)[]
        NOT NULL,
    accuracy DOUBLE, accuracy_target DOUBLE, "value" DOUBLE, fate VARCHAR NOT NULL, why VARCHAR NOT NULL,
    PRIMARY KEY (node)
);
CREATE TABLE fresh_answer (
    run VARCHAR NOT NULL, item VARCHAR NOT NULL, cell VARCHAR NOT NULL, model VARCHAR NOT NULL,
    sample INTEGER NOT NULL, "order" INTEGER[] NOT NULL, answer VARCHAR NOT NULL, choice INTEGER,
    answer_key VARCHAR NOT NULL,
    PRIMARY KEY (item, cell, model, sample)
);
CREATE TABLE neutral_text (
    run VARCHAR NOT NULL, item VARCHAR NOT NULL, english VARCHAR NOT NULL, target VARCHAR NOT NULL,
    answer_key VARCHAR NOT NULL,
    PRIMARY KEY (item)
);
CREATE TABLE resampled_node (
    run VARCHAR NOT NULL, seed VARCHAR NOT NULL, "language" VARCHAR NOT NULL, number INTEGER NOT NULL,
    "right" INTEGER NOT NULL, asked INTEGER NOT NULL, passes BOOLEAN NOT NULL,
    PRIMARY KEY (seed, "language", number)
);
CREATE TABLE common_answer (
    run VARCHAR NOT NULL, seed VARCHAR NOT NULL, question VARCHAR NOT NULL, "language" VARCHAR NOT NULL,
    model VARCHAR NOT NULL, choice INTEGER, answer_key VARCHAR NOT NULL,
    PRIMARY KEY (question, "language", model)
);
