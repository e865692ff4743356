"""The items of a workspace, out of real batch files."""

import polars as pl
import pytest

from review_app.catalogue import Catalogue, Wanted
from schemas.review_items import Notice
from schemas.workspace import Workspace
from tests.review_batches import a_workspace, an_item, many_items, real_items, write_batch

LOST = Notice(check="numbers", message="numbers lost: 2", quotes=("2",))
LONG = Notice(check="length", message="three times as long", quotes=())


def catalogue_of(root, items):
    catalogue = Catalogue(a_workspace(root, items).review)
    catalogue.refresh()
    return catalogue


def names(*numbers):
    return tuple(f"gsm8k-en-ko-{number:04}" for number in numbers)


@pytest.fixture
def flagged(tmp_path):
    items = [
        an_item(1),
        an_item(2, findings=(LONG,)),
        an_item(3, findings=(LOST, LONG)),
        an_item(4, "A ROBE takes yarn", "ÉTOFFE"),
    ]
    return catalogue_of(tmp_path, items)


def test_no_folder_yet_is_an_empty_catalogue(tmp_path):
    catalogue = Catalogue(tmp_path / "review")
    catalogue.refresh()
    assert (len(catalogue), catalogue.listing(Wanted()), catalogue.runs(), catalogue.checks()) == (0, (), [], [])


def test_an_item_comes_back_as_it_was_queued(tmp_path):
    items = real_items()
    catalogue = catalogue_of(tmp_path, items)
    assert [catalogue.item(item.item) for item in items] == items
    assert catalogue.item("gsm8k-en-ko-9999") is None


def test_a_new_batch_appears_at_the_next_look(tmp_path):
    items = many_items(4)
    workspace = a_workspace(tmp_path, items[:2])
    catalogue = Catalogue(workspace.review)
    catalogue.refresh()
    assert catalogue.listing(Wanted()) == names(1, 2)
    write_batch(workspace, items[2:], "gsm8k-0002")
    catalogue.refresh()
    assert catalogue.listing(Wanted()) == names(1, 2, 3, 4)
    assert catalogue.item("gsm8k-en-ko-0004") == items[3]


def test_a_batch_that_is_being_written_is_not_read(tmp_path):
    workspace = a_workspace(tmp_path, many_items(1))
    (workspace.review / ".gsm8k-0002.parquet.123").write_bytes(b"half a fi")
    catalogue = Catalogue(workspace.review)
    catalogue.refresh()
    assert len(catalogue) == 1


def test_hard_items_come_first_and_otherwise_the_order_of_the_source(flagged):
    assert flagged.listing(Wanted()) == names(3, 2, 1, 4)
    assert flagged.listing(Wanted(order="as in the source")) == names(1, 2, 3, 4)


def test_a_random_order_is_the_same_for_one_person_and_another_for_the_next(tmp_path):
    catalogue = catalogue_of(tmp_path, many_items(30))
    ana, again, ben = (catalogue.listing(Wanted(order="random", seed=seed)) for seed in ("ana", "ana", "ben"))
    assert ana == again != ben
    assert sorted(ana) == sorted(ben) == list(names(*range(1, 31)))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(text="robe takes YARN"), (4,)),
        (Wanted(text="étoffe"), (4,)),
        (Wanted(text="GSM8K-en-ko-0002"), (2,)),
        (Wanted(text="(.*"), ()),
        (Wanted(check="numbers"), (3,)),
        (Wanted(check="any"), (3, 2)),
        (Wanted(check="numbers", text="nothing like it"), ()),
        (Wanted(run="gsm8k-en-de"), ()),
    ],
)
def test_filters_and_search_find(flagged, wanted, found):
    assert flagged.listing(wanted) == names(*found)


def test_runs_and_checks_are_those_that_occur(tmp_path):
    catalogue = catalogue_of(tmp_path, real_items())
    assert catalogue.runs() == ["gsm8k-en-ar", "gsm8k-en-de", "gsm8k-en-ja", "gsm8k-en-ko", "gsm8k-en-zh"]
    assert catalogue.checks() == ["numbers"]


def test_a_hundred_thousand_items_are_found_by_name_and_by_text(tmp_path):
    workspace = Workspace(tmp_path)
    one = write_batch(workspace, [an_item(0)], "gsm8k-0001")
    items = pl.concat([pl.read_parquet(one)] * 100_000).with_columns(
        pl.format("gsm8k-en-ko-{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(6)).alias("item"),
        pl.format("옷 {}벌", pl.int_range(pl.len())).alias("question"),
    )
    items.write_parquet(one)
    catalogue = Catalogue(workspace.review)
    catalogue.refresh()
    assert len(catalogue) == 100_000
    assert catalogue.item("gsm8k-en-ko-099999").question == "옷 99999벌"
    assert catalogue.listing(Wanted(text="옷 7777벌")) == ("gsm8k-en-ko-007777",)
