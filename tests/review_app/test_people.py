"""Who may decide, on disk: real files, real signatures."""

import multiprocessing
import stat

import pytest

from builders.release import release
from review_app.permissions import NotPermitted, may_adjudicate, may_decide, may_lead, may_see_verdicts
from review_app.standings import Standings
from review_app.writing import Press, Said, submit, undo
from schemas.decisions import read_decisions, verify_chain, write_decisions
from schemas.invitations import NotInvited, cookie_name, recognise, sign
from schemas.people import (
    PeopleError,
    Person,
    Private,
    find_by_email,
    forget,
    invite,
    load_people,
    load_private,
    local_person,
    pass_training,
    revoke,
    still_invited,
)
from schemas.workspace import Workspace
from tests.review_batches import a_workspace, many_items
from tests.review_world import a_decision, a_run, drafted

FAR = 4_000_000_000
MINA = Private(name="Mina Kim", email="mina@example.org", consent="2026-11-01, as volunteer")
[ITEM] = many_items(1)


def invited(folder, pseudonym="mina", *, role=None, private=None, **languages):
    return invite(folder, pseudonym, role=role, languages=languages, private=private or Private())


def a_person(role="annotator", **languages):
    return Person(pseudonym="mina", role=role, languages=languages, invited_at="2026-11-01T00:00:00+00:00")


def test_a_person_is_kept_without_a_name_and_the_name_apart(tmp_path):
    person = invited(tmp_path, private=MINA, en="fluent", ko="native")
    assert load_people(tmp_path) == {"mina": person}
    assert load_private(tmp_path) == {"mina": MINA}
    assert (person.role, person.languages) == ("annotator", {"en": "fluent", "ko": "native"})
    assert "Mina" not in (tmp_path / "people.json").read_text()
    assert "example.org" not in (tmp_path / "people.json").read_text()


def test_only_their_owner_reads_the_files(tmp_path):
    sign(tmp_path / "people", invited(tmp_path / "people", private=MINA), "link", expires=FAR)
    files = sorted(path for path in (tmp_path / "people").iterdir())
    assert [path.name for path in files] == [".lock", "people.json", "private.json", "secret"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "people").stat().st_mode) == 0o700


def test_inviting_again_changes_what_is_given_and_ends_the_old_link(tmp_path):
    before = invited(tmp_path, private=MINA, ko="native")
    after = invited(tmp_path, role="lead")
    assert after.link != before.link
    assert after.model_dump(exclude={"link"}) == before.model_dump(exclude={"link"}) | {"role": "lead"}
    assert load_private(tmp_path) == {"mina": MINA}


def test_what_cannot_be_a_pseudonym_is_refused(tmp_path):
    for name in ("Mina Kim", "../mina", "", "mina@example.org"):
        with pytest.raises(PeopleError, match="no pseudonym"):
            invited(tmp_path, name)
    assert load_people(tmp_path) == {}


def test_one_e_mail_is_one_person(tmp_path):
    invited(tmp_path, private=MINA)
    with pytest.raises(PeopleError, match="mina's already"):
        invited(tmp_path, "ben", private=MINA)
    assert find_by_email(tmp_path, " Mina@Example.ORG ").pseudonym == "mina"
    assert find_by_email(tmp_path, "") is None
    revoke(tmp_path, "mina")
    assert find_by_email(tmp_path, "mina@example.org") is None


def test_a_person_is_erased_without_touching_the_chain(tmp_path):
    workspace = Workspace(tmp_path)
    invited(workspace.people, private=MINA)
    invited(workspace.people, "ben", private=Private(name="Ben"))
    write_decisions(workspace.decisions, [a_decision(1, "accept", "mina"), a_decision(2, "accept", "ben")])
    journal = workspace.decisions.read_bytes()
    forget(workspace.people, "mina")
    assert load_private(workspace.people) == {"ben": Private(name="Ben")}
    remains = [path for path in tmp_path.rglob("*") if path.is_file() and b"Mina Kim" in path.read_bytes()]
    assert remains == []
    assert workspace.decisions.read_bytes() == journal
    assert verify_chain(workspace.decisions) == 2
    with pytest.raises(PeopleError, match="choose another name"):
        invited(workspace.people, "mina")


def test_what_a_crash_left_half_written_is_gone_with_the_next_change(tmp_path):
    invited(tmp_path, private=MINA)
    (tmp_path / ".private.json.partial").write_text("Mina Kim")
    forget(tmp_path, "mina")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "people.json", "private.json"]


def test_a_damaged_file_is_refused_without_quoting_it(tmp_path):
    invited(tmp_path, private=MINA)
    (tmp_path / "private.json").write_text('{"mina": {"name": "Mina Kim", "telephone": "1"}}')
    with pytest.raises(PeopleError) as refused:
        load_private(tmp_path)
    assert "Mina Kim" not in str(refused.value)


def _invite_ten(folder, first):
    for number in range(first, first + 10):
        invited(folder, f"p{number}", private=Private(name=f"N{number}"))


def test_people_invited_by_several_processes_at_once_are_all_kept(tmp_path):
    tasks = [multiprocessing.get_context("spawn").Process(target=_invite_ten, args=(tmp_path, n)) for n in (0, 10, 20)]
    for task in tasks:
        task.start()
    for task in tasks:
        task.join()
    assert set(load_people(tmp_path)) == set(load_private(tmp_path)) == {f"p{number}" for number in range(30)}


def test_a_link_recognises_its_person_until_it_ends(tmp_path):
    person = invited(tmp_path)
    assert recognise(tmp_path, sign(tmp_path, person, "link", expires=FAR), "link") == person
    with pytest.raises(NotInvited, match="has expired"):
        recognise(tmp_path, sign(tmp_path, person, "link", expires=1), "link")


@pytest.mark.parametrize("end", [revoke, forget, invited], ids=["revoked", "forgotten", "invited again"])
def test_a_link_ends_with(end, tmp_path):
    link = sign(tmp_path, invited(tmp_path), "link", expires=FAR)
    end(tmp_path, "mina")
    with pytest.raises(NotInvited, match="revoked or replaced"):
        recognise(tmp_path, link, "link")


def test_a_changed_link_is_refused_and_not_repeated(tmp_path):
    link = sign(tmp_path, invited(tmp_path), "link", expires=FAR)
    invited(tmp_path, "ben", role="lead")
    forged = [
        link[:-1],
        link.replace("mina", "ben"),
        link.replace(str(FAR), str(FAR + 1)),
        "",
        "...",
        "한국.a.1.b",
        "\udcff",
    ]
    for token in forged:
        with pytest.raises(NotInvited, match="not a link of this workspace") as refused:
            recognise(tmp_path, token, "link")
        assert not token or token not in str(refused.value)


def test_a_link_is_no_cookie_and_another_workspaces_cookie_is_none_here(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    person = invited(here)
    with pytest.raises(NotInvited, match="not a link of this workspace"):
        recognise(here, sign(here, person, "link", expires=FAR), "cookie")
    with pytest.raises(NotInvited, match="not a link of this workspace"):
        recognise(here, sign(there, person, "cookie", expires=FAR), "cookie")
    assert cookie_name(here) != cookie_name(there)


def test_somebody_reads_a_language_that_a_declared_tag_covers():
    zh = a_person(en="reading", zh="native")
    assert may_decide(zh, ("en", "zh-Hans"))
    assert not may_decide(zh, ("en", "ko"))
    assert not may_decide(a_person(**{"en": "fluent", "zh-Hans": "native"}), ("en", "zh"))
    assert not may_decide(a_person(zh="native"), ("en", "zh"))
    assert may_decide(a_person(), ("en", "zh"))


def test_what_each_role_may_do():
    found = {
        role: (
            may_decide(a_person(role), ("en",)), may_adjudicate(a_person(role), ("en",)),
            may_see_verdicts(a_person(role)), may_lead(a_person(role)),
        )
        for role in ("annotator", "adjudicator", "lead")
    }  # fmt: skip
    assert found == {
        "annotator": (True, False, False, False),
        "adjudicator": (True, True, True, False),
        "lead": (True, True, True, True),
    }
    assert not may_adjudicate(a_person("lead", en="native"), ("en", "ko"))


def test_a_passed_training_batch_is_kept_once(tmp_path):
    invited(tmp_path)
    pass_training(tmp_path, "mina", "training-1")
    assert pass_training(tmp_path, "mina", "training-1").passed == ("training-1",)
    with pytest.raises(PeopleError, match="nobody was invited as ben"):
        pass_training(tmp_path, "ben", "training-1")


def test_the_one_person_may_enter_until_somebody_is_invited(tmp_path):
    assert still_invited(tmp_path, local_person("me")) == local_person("me")
    mina = invited(tmp_path)
    assert still_invited(tmp_path, local_person("me")) is None
    assert still_invited(tmp_path, mina) == mina
    assert still_invited(tmp_path, a_person()) == mina


class Writing:
    """A workspace with one item, and people of it."""

    def __init__(self, root):
        self.workspace = a_workspace(root, [ITEM])
        self.folder = self.workspace.people
        self.standings = Standings(self.workspace.decisions, {ITEM.run: a_run()})

    def accept(self, person, count=0):
        submit(self.workspace, self.standings, Press(ITEM, 0, count, person, "v1"), Said("accept"))

    def rows(self):
        return [(row.annotator, row.verdict) for row in read_decisions(self.workspace.decisions)]


@pytest.fixture
def writing(tmp_path):
    return Writing(tmp_path)


def test_a_write_in_a_language_somebody_cannot_read_is_refused(writing):
    with pytest.raises(NotPermitted, match="has not declared to read en and ko"):
        writing.accept(invited(writing.folder, en="fluent"))
    assert writing.rows() == []
    writing.accept(invited(writing.folder, en="fluent", ko="reading"))
    assert writing.rows() == [("mina", "accept")]


@pytest.mark.parametrize("end", [revoke, forget])
def test_a_write_from_a_page_opened_before_the_end_is_refused(writing, end):
    mina = invited(writing.folder)
    writing.accept(mina)
    writing.standings.refresh()
    end(writing.folder, "mina")
    with pytest.raises(NotPermitted, match="may no longer decide here"):
        writing.accept(mina, count=1)
    with pytest.raises(NotPermitted, match="may no longer decide here"):
        undo(writing.workspace, writing.standings, ITEM, writing.standings.last_of("mina").event, mina)
    assert writing.rows() == [("mina", "accept")]


def test_the_rights_that_count_are_those_on_record_not_those_of_the_page(writing):
    before = invited(writing.folder, ko="native", en="native")
    invited(writing.folder, de="native")
    with pytest.raises(NotPermitted, match="has not declared"):
        writing.accept(before)


def test_nobody_writes_as_the_local_person_once_people_are_invited(writing):
    invited(writing.folder)
    with pytest.raises(NotPermitted, match="me may no longer decide here"):
        writing.accept(local_person("me"))


def test_a_release_holds_nothing_of_the_people(tmp_path):
    world = drafted(tmp_path, items=1, flagged=())
    person = invited(world.workspace.people, private=MINA)
    sign(world.workspace.people, person, "link", expires=FAR)
    write_decisions(world.workspace.decisions, [a_decision(1, "accept", "mina", item=world.items[0])])
    release(world.workspace)
    files = [path for path in world.workspace.release.rglob("*") if path.is_file()]
    secret = (world.workspace.people / "secret").read_bytes()
    told = [
        path.name
        for path in files
        for word in (b"Mina Kim", b"mina@", secret, person.link.encode())
        if word in path.read_bytes()
    ]
    assert len(files) > 1
    assert told == []
