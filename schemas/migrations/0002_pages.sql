-- Page images of exams, and the text that was read from them.
CREATE TABLE page_image (
    "row" INTEGER NOT NULL, name VARCHAR NOT NULL, file VARCHAR NOT NULL, original VARCHAR NOT NULL,
    area DOUBLE[] NOT NULL, exam VARCHAR NOT NULL, part VARCHAR NOT NULL, "year" INTEGER, page INTEGER NOT NULL,
    "number" INTEGER, error_rate DOUBLE, fault VARCHAR NOT NULL, run VARCHAR NOT NULL,
    PRIMARY KEY (run, "row")
);
CREATE TABLE transcription (
    run VARCHAR NOT NULL, item VARCHAR NOT NULL, image VARCHAR NOT NULL, revision INTEGER NOT NULL,
    place INTEGER NOT NULL, "number" INTEGER, "text" VARCHAR NOT NULL, choices VARCHAR[] NOT NULL,
    box DOUBLE[] NOT NULL, needs_figure BOOLEAN NOT NULL, complete BOOLEAN NOT NULL, transcriber VARCHAR NOT NULL,
    answer_key VARCHAR NOT NULL,
    PRIMARY KEY (item, revision)
);
