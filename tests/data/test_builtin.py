"""The files that come with nntui are what their manifest says."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from nntui.data.builtin import manifest
from nntui.data.folder import datasets_folder


def test_the_folder_is_found(project: Path):
    assert datasets_folder() == project / "datasets"


def test_the_manifest_names_every_file():
    files = {path.name for path in datasets_folder().glob("*.csv")}

    assert {facts.file for facts in manifest().values()} == files


@pytest.mark.parametrize("name", ["iris", "wine", "digits", "diabetes"])
def test_facts(name: str):
    facts = manifest()[name]
    content = (datasets_folder() / facts.file).read_bytes()

    assert hashlib.sha256(content).hexdigest() == facts.sha256
    assert content.count(b"\n") == facts.rows + 1
    assert b"\r" not in content
    assert facts.licence
    assert facts.source
    assert facts.title
