"""The survey's counts: the study's own percentages from its counts, real cards by the real command, strangers' text."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from html.parser import HTMLParser

import polars as pl
import pytest

from annotate.dataset_cards.definitions import SECTIONS
from builders.hub_survey import development, documentation, scale
from builders.hub_survey.quote import sentences
from builders.hub_survey.survey import survey
from builders.hub_survey.tables import ALONE_UP_TO, PIECE_GROUPS, WORKERS, write_classes
from crawlers.hub_tables import BATCH_ROWS
from tests.far_end.hub_options import SAMPLE
from tests.hub_snapshots import write_snapshot

LICENCES = ("permissive", "noncommercial", "unknown", "other")
OWNERS = ("individual and community", "research institute", "company")
STUDY = {
    # paired with English, multilingual, monolingual; by licence; with a paper; by owner; instruction data
    "ko": (57, 272, 371, (146, 77, 131, 17), 33, (294, 41, 36), 93),
    "ja": (67, 299, 334, (149, 80, 54, 51), 35, (240, 70, 24), 88),
    "zh": (148, 281, 271, (144, 53, 55, 19), 46, (167, 74, 30), 86),
}
PRINTED = {
    "ko": {"licences": (39.4, 20.8, 35.3, 4.6), "arxiv": 8.89, "owners": (79.2, 11.1, 9.7), "instruction": 13.3},
    "ja": {"licences": (44.6, 24.0, 16.2, 15.3), "arxiv": 10.48, "owners": (71.9, 21.0, 7.2), "instruction": 12.6},
    "zh": {"licences": (53.1, 19.6, 20.3, 7.0), "arxiv": 16.97, "owners": (61.6, 27.3, 11.1), "instruction": 12.3},
}
"""As the study prints them (section 4.2), but for Korean and Chinese `other` and Japanese `unknown`, which it does not
print: those are the remainders."""


def rows_of_the_study():
    """A row a dataset with the classes that give the study's counts."""
    frames = []
    for language, (paired, many, mono, licences, arxiv, owners, instruction) in STUDY.items():
        makeup = ["monolingual"] * mono + ["english-paired"] * paired + ["multilingual"] * many
        licence = [name for name, count in zip(LICENCES, licences, strict=True) for _ in range(count)]
        owner = [name for name, count in zip(OWNERS, owners, strict=True) for _ in range(count)]
        rest = 700 - mono
        frames.append(
            pl.DataFrame(
                {
                    "language": [language] * 700,
                    "dataset": [f"{language}/{n}" for n in range(700)],
                    "makeup": makeup,
                    "licence": licence + ["other"] * rest,
                    "owner_class": owner + ["unknown"] * rest,
                    "has_arxiv_tag": [True] * arxiv + [False] * (700 - arxiv),
                    "has_arxiv": [True] * arxiv + [False] * (700 - arxiv),
                    "is_instruction": [True] * instruction + [False] * (700 - instruction),
                }
            )
        )
    return pl.concat(frames)


def percents(counts, language, **where):
    return counts.filter(language=language, **where)["percent"].to_list()


@pytest.mark.parametrize("language", STUDY)
def test_the_study_s_percentages_come_out_of_its_counts(language):
    rows, printed = rows_of_the_study(), PRINTED[language]
    licences = percents(development.licences(rows), language, basis="monolingual")
    assert tuple(round(one, 1) for one in licences) == printed["licences"]
    owners = percents(development.owners(rows), language, basis=development.OWNER_KNOWN)
    assert tuple(round(one, 1) for one in owners) == printed["owners"]
    arxiv = percents(documentation.academic_grounding(rows), language)
    assert [round(one, 2) for one in arxiv] == [printed["arxiv"]] * 2
    assert round(percents(development.instruction_share(rows), language)[0], 1) == printed["instruction"]


def test_the_study_s_makeup_comes_out_of_its_counts():
    makeup = scale.makeup(rows_of_the_study())
    wide = makeup.pivot(on="class", index="language", values="count").drop("paired without english", "no language tag")
    assert wide.rows() == [(one, mono, paired, many) for one, (paired, many, mono, *_) in STUDY.items()]


def test_the_study_s_size_table_is_of_those_whose_size_is_known():
    counts = {"en": (258, 21, 14, 22), "zh": (144, 11, 10, 12), "ja": (123, 3, 4, 0), "ko": (137, 3, 3, 7)}
    mono = {"en": 500, "zh": 271, "ja": 334, "ko": 371}
    rows = pl.DataFrame(
        [
            {"language": one, "makeup": "monolingual", "size_by_rows": size, "size_by_bytes": "unknown"}
            for one, those in counts.items()
            for size, n in zip(("S", "M", "L", "XL", "unknown"), (*those, mono[one] - sum(those)), strict=True)
            for _ in range(n)
        ]
    )
    table = scale.sizes(rows).filter(basis="monolingual of known size, by rows")
    assert table.pivot(on="class", index="language", values="count").rows() == [(one, *n) for one, n in counts.items()]
    assert dict(table.select("language", "of").unique().iter_rows()) == {"en": 315, "zh": 177, "ja": 130, "ko": 150}
    unknown = scale.sizes(rows).filter(basis="monolingual, by bytes")
    assert unknown.filter(pl.col("class") == "unknown")["percent"].to_list() == [100.0] * 4


def test_korean_mentions_of_tasks_add_up_to_a_hundred_and_datasets_do_not():
    groups = [["Text Generation", "Question Answering"], ["Text Generation"], ["Translation & Summarization"], []]
    rows = pl.DataFrame({"language": ["ko"] * 4, "makeup": ["monolingual"] * 4, "task_groups": groups})
    tasks = scale.tasks(rows)
    mentions = tasks.filter(basis=scale.MENTIONS)
    assert mentions.filter(pl.col("count") > 0).select("class", "count", "of").rows() == [
        ("Text Generation", 2, 3), ("Question Answering", 1, 3),
    ]  # fmt: skip
    datasets = tasks.filter(basis=scale.WITH_TASK).filter(pl.col("count") > 0)
    assert datasets.select("class", "count", "of").rows() == [
        ("Text Generation", 2, 3), ("Question Answering", 1, 3), ("Translation & Summarization", 1, 3),
    ]  # fmt: skip


def test_the_listing_of_everything_is_no_language_that_others_overlap_with():
    rows = pl.DataFrame({"language": ["*", "*", "*", "ko", "ja", "ko"], "dataset": ["a", "b", "c", "a", "a", "b"]})
    assert scale.overlap(rows).select("class", "count", "of").rows() == [("ko", 1, 2), ("ko and ja", 1, 2)]
    assert scale.overlap(rows.filter(language="*")).select("class", "count", "of").rows() == [("*", 3, 3)]


def test_months_without_a_release_are_there_and_a_date_that_is_not_known_is_said():
    made = [datetime(2024, month, 5, tzinfo=UTC) for month in (1, 1, 4)]
    rows = pl.DataFrame(
        {"language": ["ko"] * 4 + ["ja"], "is_instruction": [True] * 4 + [False], "created_at": [*made, None, made[0]]}
    )
    months = development.instruction_by_month(rows)
    assert months.filter(language="ko").select("class", "count", "of").rows() == [
        ("2024-01", 2, 4), ("2024-02", 0, 4), ("2024-03", 0, 4), ("2024-04", 1, 4), ("no date", 1, 4),
    ]  # fmt: skip
    assert months.filter(language="ja")["of"].to_list() == [0] * 5


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A survey of the sample's real cards by the real command, of a snapshot of all datasets."""
    folder = tmp_path_factory.mktemp("real")
    cards = {path.parent.name: path.read_text() for path in sorted(SAMPLE.glob("*/README.md"))}
    rows = {
        f"someone/{name}": {"card": text, "tags": tags_of(text), "downloads": 9, "kind": "user"}
        for name, text in cards.items()
    }
    write_snapshot(folder / "snapshot", {"*": list(rows)}, rows)
    command = [
        sys.executable,
        "-m",
        "builders",
        "hub",
        "survey",
        str(folder / "snapshot"),
        "--to",
        str(folder / "survey"),
    ]
    options = ["--language", "ko", "--language", "ja", "--language", "zh", "--language", "en", "--json"]
    done = subprocess.run([*command, *options], capture_output=True, check=True, text=True)
    return folder / "survey", json.loads(done.stdout)


def tags_of(card):
    from annotate.dataset_cards.declared import declared_in
    from annotate.dataset_cards.metadata import card_of

    declared = declared_in(card_of(card).metadata)
    return [
        *(f"language:{one}" for one in declared.languages),
        *(f"license:{one}" for one in declared.licences),
        *(f"task_categories:{one}" for one in declared.task_categories),
        *(f"size_categories:{one}" for one in declared.size_categories),
    ]


def test_every_class_adds_up_to_what_it_is_counted_of(real):
    folder, made = real
    several = {
        "figure-3-tasks",
        "figure-6a-grounding",
        "figure-6b-completeness",
        "figure-6c-depth",
        "figure-1-downloads",
    }
    added = 0
    for file in sorted((folder / "tables").glob("*.parquet")):
        counts = pl.read_parquet(file)
        if "of" not in counts.columns or file.stem in several:
            continue
        sums = counts.group_by("language", "basis").agg(pl.col("count").sum(), pl.col("of").first())
        assert sums["count"].to_list() == sums["of"].to_list(), file.stem
        added += sums.height
    assert added > 20
    makeup = pl.read_parquet(folder / "tables" / "figure-2b-makeup.parquet")
    assert dict(makeup.select("language", "of").unique().iter_rows()) == made["languages"]
    overlap = pl.read_parquet(folder / "tables" / "figure-2a-overlap.parquet")
    assert overlap["count"].sum() == made["datasets"]
    mentions = pl.read_parquet(folder / "tables" / "figure-3-tasks.parquet").filter(basis=scale.MENTIONS)
    assert mentions.group_by("language").agg(pl.col("count").sum() == pl.col("of").first())["count"].all()


def test_every_figure_is_there_as_svg_png_csv_and_parquet_and_the_page_holds_all_of_it(real):
    folder, _ = real
    names = {path.stem for path in (folder / "figures").glob("*.svg")}
    assert names == {path.stem for path in (folder / "figures").glob("*.png")}
    assert sorted(name.split("-")[1] for name in names) == ["1", "2a", "2b", "3", "4", "5", "6", "7"]
    tables = {path.stem for path in (folder / "tables").glob("*.csv")}
    assert tables == {path.stem for path in (folder / "tables").glob("*.parquet")}
    page = parsed((folder / "report.html").read_text())
    assert sorted(page.ids) == sorted([*names, "reading-list", "table-1-framework", "table-2-sizes", "unclassified"])
    assert len(page.sources) == len(names)
    assert all(source.startswith("data:image/svg+xml;base64,") for source in page.sources)


def test_the_same_snapshot_gives_the_same_files(real, tmp_path):
    folder, _ = real
    survey(folder.parent / "snapshot", tmp_path / "again", languages=["ko", "ja", "zh", "en"])
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        assert (tmp_path / "again" / file.relative_to(folder)).read_bytes() == file.read_bytes(), file.name


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.sources, self.tags, self.texts = [], [], set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.ids += [value for name, value in attrs if name == "id"]
        self.sources += [value for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data):
        self.texts.append(data)


def parsed(text):
    page = Page()
    page.feed(text)
    return page


def test_what_strangers_wrote_is_text_on_the_page(tmp_path):
    evil = '<script>alert("1")</script>'
    row = {"tags": ["language:ko", f"task_categories:{evil}", f"license:{evil}"], "card": f"# {evil}\n", "downloads": 1}
    write_snapshot(tmp_path / "snapshot", {"ko": [f"x/{evil}"]}, {f"x/{evil}": row})
    survey(tmp_path / "snapshot", tmp_path / "survey")
    page = parsed((tmp_path / "survey" / "report.html").read_text())
    assert page.tags & {"script", "a", "link", "iframe"} == set()
    assert [text for text in page.texts if evil in text] == [f"x/{evil}", evil]


def test_a_new_task_and_a_card_that_is_not_there_are_reported(tmp_path):
    rows = {
        "x/a": {"tags": ["language:ko", "task_categories:telepathy"], "card": "hello"},
        "x/b": {"tags": ["language:ko"]},
    }
    write_snapshot(tmp_path / "snapshot", {"ko": list(rows)}, rows, complete=False)
    survey(tmp_path / "snapshot", tmp_path / "survey")
    reasons = pl.read_csv(tmp_path / "survey" / "tables" / "unclassified.csv")
    assert reasons.filter(pl.col("what").is_in(["task", "card"])).rows() == [
        ("task", "telepathy", 1),
        ("card", "no card", 1),
    ]
    depth = pl.read_parquet(tmp_path / "survey" / "tables" / "figure-6c-depth.parquet")
    assert depth.select("of", "words", "mean").rows() == [(1, 1, 1.0), (1, 1, 1.0)]
    assert "The snapshot is not complete" in (tmp_path / "survey" / "report.html").read_text()


def test_a_quote_has_its_count_and_its_denominator(tmp_path):
    rows = {
        "x/a": {"tags": ["language:ko", "license:mit"], "kind": "user"},
        "klue/b": {"tags": ["language:ko", "arxiv:2105.09680"], "kind": "organization"},
        "x/c": {"tags": ["language:ko", "language:en"], "kind": "user"},
    }
    write_snapshot(tmp_path / "snapshot", {"ko": list(rows)}, rows)
    survey(tmp_path / "snapshot", tmp_path / "survey")
    said = [line[2:] for line in (tmp_path / "survey" / "quotes.md").read_text().splitlines() if line.startswith("- ")]
    assert said[3:] == QUOTES.splitlines()


QUOTES = """\
Of the 3 listed datasets of Korean, 2 of 3 (66.7 %) are monolingual, 1 of 3 (33.3 %) paired with English, \
0 of 3 (0.0 %) paired without English, and 0 of 3 (0.0 %) multilingual; 0 of 3 (0.0 %) name no language.
0 of 3 (0.0 %) listed datasets of Korean are instruction data.
Of the monolingual datasets of Korean, 1 of 2 (50.0 %) are under a permissive licence or in the public domain, \
0 of 2 (0.0 %) under copyleft or without commercial use or derivatives, 0 of 2 (0.0 %) under another licence; \
the licence of 1 of 2 (50.0 %) is unknown.
1 of 2 (50.0 %) monolingual datasets of Korean name an arXiv paper in their tags or card, \
1 of 2 (50.0 %) in their tags.
Of the monolingual datasets of Korean whose owner's class is known, 1 of 2 (50.0 %) are by individuals \
and communities, 1 of 2 (50.0 %) by research institutes and 0 of 2 (0.0 %) by companies; \
the class is unknown of 0 of 2 (0.0 %).
"""


def test_nothing_is_said_of_the_monolingual_datasets_of_a_language_that_has_none():
    rows = (
        rows_of_the_study()
        .filter(pl.col("makeup") != "monolingual")
        .with_columns(task_groups=pl.lit([], dtype=pl.List(pl.String)), sections=pl.lit([], dtype=pl.List(pl.String)))
    )
    assert sentences(rows)["ko"][2:] == [
        "No listed dataset of Korean is monolingual, so nothing more can be said of them."
    ]


def test_the_same_classes_come_from_one_process_and_from_several(tmp_path):
    card = (SAMPLE / "nsmc" / "README.md").read_text()
    row = {"tags": tags_of(card), "card": card, "rows": 200_000, "kind": "user"}
    frames = []
    for name, count in (("few", 3), ("many", ALONE_UP_TO + 1)):
        rows = {f"x/{n}": row for n in range(count)}
        write_snapshot(tmp_path / name, {"ko": list(rows)}, rows)
        write_classes(tmp_path / name, tmp_path)
        frames.append(pl.read_parquet(tmp_path / "classes.parquet"))
    assert frames[1]["dataset"].to_list() == list(rows)
    assert frames[1].head(3).equals(frames[0])
    assert frames[0].select("licence", "makeup", "size_by_rows", "owner_class").row(0) == (
        "permissive", "monolingual", "S", "individual and community",
    )  # fmt: skip
    assert set(frames[0]["sections"][0]) <= set(SECTIONS)


def test_every_row_of_a_large_snapshot_meets_its_own_owner_and_size(tmp_path):
    count = BATCH_ROWS * (PIECE_GROUPS * WORKERS + 1) + 7
    rows = {f"o{n}/x": {"rows": 10_000_000 * (n % 3), "kind": ("user", "organization")[n % 2]} for n in range(count)}
    write_snapshot(tmp_path / "snapshot", {"*": list(rows)}, rows)
    write_classes(tmp_path / "snapshot", tmp_path)
    classes = pl.read_parquet(tmp_path / "classes.parquet", columns=["dataset", "owner_class", "size_by_rows"])
    owners, sizes = ("individual and community", "unknown"), ("S", "M", "M")
    assert classes.rows() == [(name, owners[n % 2], sizes[n % 3]) for n, name in enumerate(rows)]


def refused(*arguments):
    command = [sys.executable, "-m", "builders", "hub", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 1, done
    return done.stderr.strip()


def test_what_cannot_be_surveyed_is_one_sentence(tmp_path):
    rows = {"x/a": {"tags": ["language:ko"]}}
    folder = write_snapshot(tmp_path / "snapshot", {"ko": list(rows)}, rows)
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.tex").touch()
    assert refused("survey", tmp_path / "empty", "--to", tmp_path / "s") == (
        f"isogloss: {tmp_path / 'empty'} holds no snapshot: "
        f"make one with `isogloss hub crawl --to {tmp_path / 'empty'}`"
    )
    assert refused("survey", folder, "--language", "ja", "--to", tmp_path / "s") == (
        "isogloss: the snapshot has no listing of 'ja': it has ko; survey one of these, "
        "or crawl again with that --language or --all"
    )
    assert refused("survey", folder, "--to", tmp_path / "other") == (
        f"isogloss: {tmp_path / 'other'} holds other files than a survey's: name a new folder with --to"
    )
    (folder / "cards.parquet").write_bytes(b"torn")
    assert refused("survey", folder, "--to", tmp_path / "s2") == (
        f"isogloss: {folder / 'cards.parquet'} cannot be read: run the same `isogloss hub crawl` again, "
        "it makes it anew"
    )


def test_tables_of_two_crawls_are_not_surveyed_together(tmp_path):
    one = write_snapshot(tmp_path / "one", {"ko": ["x/a"]}, {})
    other = write_snapshot(tmp_path / "other", {"ko": ["x/b"]}, {})
    longer = write_snapshot(tmp_path / "longer", {"ko": ["x/a", "x/b"]}, {})
    for folder in (other, longer):
        (folder / "cards.parquet").replace(one / "cards.parquet")
        assert refused("survey", one, "--to", tmp_path / "s") == (
            f"isogloss: the tables of {one} do not fit together: run the same `isogloss hub crawl` again, "
            "it makes them anew"
        )
