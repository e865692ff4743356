"""The arrows between packages, read from the source: what a reader is promised about who imports whom."""

import ast
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {
    "schemas": set(),
    "crawlers": {"schemas"},
    "annotate": {"schemas"},
    "builders": {"schemas", "crawlers", "annotate"},
    "review_app": {"schemas", "annotate"},
}
FILES = [file for package in MAY_IMPORT for file in sorted((ROOT / package).rglob("*.py"))]


def imports_of(source):
    """Dotted names that a file imports, anywhere in it; `from a import b` counts as `a` and `a.b`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the arrow"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(file):
    return {name.split(".")[0] for name in imports_of(file.read_text())} & MAY_IMPORT.keys()


def importers_of(module):
    return {
        str(file.relative_to(ROOT))
        for file in FILES
        if any(name == module or name.startswith(f"{module}.") for name in imports_of(file.read_text()))
    }


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_those_below_it(package):
    strays = {
        str(file.relative_to(ROOT)): stray
        for file in (ROOT / package).rglob("*.py")
        if (stray := ours(file) - MAY_IMPORT[package] - {package})
    }
    assert strays == {}


def test_the_reader_of_imports_sees_every_spelling():
    source = "import a.b\nfrom c import d\ndef f():\n    import e\nif x:\n    from g.h import i\n"
    assert sorted(imports_of(source)) == ["a.b", "c", "c.d", "e", "g.h", "g.h.i"]


def test_the_review_app_never_reaches_a_model_or_the_store():
    forbidden = importers_of("annotate.llm") | importers_of("schemas.store")
    assert {file for file in forbidden if file.startswith("review_app/")} == set()


def test_only_the_store_opens_duckdb():
    assert importers_of("duckdb") == {"schemas/store.py"}


def test_no_file_bears_the_name_of_a_standard_module_or_a_dependency():
    taken = sys.stdlib_module_names | packages_distributions().keys() - MAY_IMPORT.keys()
    assert [str(file.relative_to(ROOT)) for file in FILES if file.stem in taken - {"__init__", "__main__"}] == []
