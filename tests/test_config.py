"""Settings: the shipped file states every key with its default; anything unknown is refused with its place."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from auditor.config import InvalidConfig, Settings, settings_at, settings_from

ROOT = Path(__file__).parent.parent


def test_the_shipped_file_states_every_key_with_its_default() -> None:
    text = (ROOT / "config.toml").read_text()
    assert settings_from(text) == Settings()
    stated = {(table, key) for table, keys in tomllib.loads(text).items() for key in keys}
    known = {(table.name, key.name) for table in fields(Settings()) for key in fields(getattr(Settings(), table.name))}
    assert stated == known


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[runn]\njobs = 1", "[runn] is not known"),
        ("[run]\njob = 1", "[run] job is not known"),
        ('[run]\njobs = "2"', "a whole number, 0 or more, would be right"),
        ("[run]\njobs = -1", "a whole number, 0 or more, would be right"),
        ("[run]\njobs = true", "a whole number, 0 or more, would be right"),
        ('[checks]\noff = "timeline"', "a list of strings would be right"),
        ("[case]\nfile = 3", "a text would be right"),
        ("run = 3", "write [run]"),
        ("[run", "not TOML"),
    ],
)
def test_a_wrong_setting_says_what_would_be_right(text: str, complaint: str) -> None:
    with pytest.raises(InvalidConfig) as raised:
        settings_from(text)
    assert complaint in str(raised.value)


def test_a_stated_key_counts_and_the_rest_stays(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text('[run]\nseconds_per_page = 3\n[checks]\noff = ["timeline"]\n')
    settings = settings_at(file)
    assert settings.run.seconds_per_page == 3
    assert settings.checks.off == ("timeline",)
    assert settings.limits == Settings().limits


def test_a_missing_file_is_an_invalid_configuration(tmp_path: Path) -> None:
    with pytest.raises(InvalidConfig, match="cannot be read"):
        settings_at(tmp_path / "none.toml")
