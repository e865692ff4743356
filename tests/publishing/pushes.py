"""What the tests of a push share: doing it, and both sides of it to compare."""

from builders.publishing.planning import plan
from builders.publishing.pushing import push

NAME = "lab/gsm8k-en-ko"


def published(folder, repository, **options):
    return push(plan(folder, repository), repository, **options)


def on_hub(hub):
    """Content of every file of `main`, without the Hub's own."""
    tree = hub.store.repos[NAME].commit_at("main").tree
    return {
        path: hub.store.large_file(blob.oid).read_bytes() if blob.large else blob.content
        for path, blob in tree.items()
        if path != ".gitattributes"
    }


def in_folder(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
