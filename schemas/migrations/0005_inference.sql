-- Cross-document cross-lingual inference: events, their documents, premise pairs, hypotheses and what judges said.
CREATE TABLE event (
    run VARCHAR NOT NULL, event VARCHAR NOT NULL, source_id VARCHAR NOT NULL, "date" VARCHAR NOT NULL,
    category VARCHAR NOT NULL, description VARCHAR NOT NULL,
    PRIMARY KEY (event)
);
CREATE TABLE document (
    run VARCHAR NOT NULL, document VARCHAR NOT NULL, event VARCHAR NOT NULL, "language" VARCHAR NOT NULL,
    "date" VARCHAR NOT NULL, title VARCHAR NOT NULL, "text" VARCHAR NOT NULL, source VARCHAR NOT NULL,
    origin VARCHAR NOT NULL, translated_from VARCHAR NOT NULL, translator VARCHAR NOT NULL, answer_key VARCHAR NOT NULL,
    PRIMARY KEY (document)
);
CREATE TABLE premise_pair (
    run VARCHAR NOT NULL, pair VARCHAR NOT NULL, event VARCHAR NOT NULL, document1 VARCHAR NOT NULL,
    document2 VARCHAR NOT NULL, language1 VARCHAR NOT NULL, language2 VARCHAR NOT NULL, similarity DOUBLE NOT NULL,
    aligned DOUBLE NOT NULL, new1 DOUBLE NOT NULL, new2 DOUBLE NOT NULL, flags VARCHAR[] NOT NULL,
    PRIMARY KEY (pair)
);
CREATE TABLE hypothesis (
    run VARCHAR NOT NULL, item VARCHAR NOT NULL, pair VARCHAR NOT NULL, label VARCHAR NOT NULL,
    "language" VARCHAR NOT NULL, "text" VARCHAR NOT NULL, explanation VARCHAR NOT NULL,
    evidence STRUCT(document INTEGER, "text" VARCHAR, "start" INTEGER, "end" INTEGER, units INTEGER[])[] NOT NULL,
    writer VARCHAR NOT NULL, answer_key VARCHAR NOT NULL,
    PRIMARY KEY (item)
);
CREATE TABLE machine_label (
    run VARCHAR NOT NULL, item VARCHAR NOT NULL, judge VARCHAR NOT NULL, "view" VARCHAR NOT NULL,
    label VARCHAR NOT NULL, answer_key VARCHAR NOT NULL,
    PRIMARY KEY (item, judge, "view")
);
CREATE TABLE document_units (
    run VARCHAR NOT NULL, document VARCHAR NOT NULL, segmenter VARCHAR NOT NULL, starts INTEGER[] NOT NULL,
    ends INTEGER[] NOT NULL,
    PRIMARY KEY (document, segmenter)
);
