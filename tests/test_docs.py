"""What the documents say is so."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.cli import main
from searchsvc.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("*/**/README.md")])
DOCUMENTS = [d for d in DOCUMENTS if not any(p.startswith(".") for p in d.relative_to(ROOT).parts)]
READMES = [ROOT / "README.md", ROOT / "README.vi.md"]

_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_CODE = re.compile(r"```[a-z]*\n(.*?)```", re.DOTALL)
_MAKE = re.compile(r"\bmake ([a-z]+)")
_COMMAND = re.compile(r"\btangthu(?: --home \S+)? ([a-z]+)")
_MODULE = re.compile(r"python -m ((?:benchmarks|indexer|tests)\.[\w.]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for target in _LINK.findall(document.read_text("utf-8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("readme", READMES, ids=lambda d: d.name)
def test_commands_in_the_readme_exist(readme: Path) -> None:
    code = "\n".join(_CODE.findall(readme.read_text("utf-8")))
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(_MAKE.findall(code)) <= set(targets)
    assert set(_COMMAND.findall(code)) <= set(main.commands)
    for module in _MODULE.findall(code):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


@pytest.mark.parametrize("readme", READMES, ids=lambda d: d.name)
def test_every_command_is_in_the_readme(readme: Path) -> None:
    text = readme.read_text("utf-8")
    for name in main.commands:
        assert f"tangthu {name}" in text or f"`{name}`" in text, name


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help(name: str) -> None:
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0
    assert len(shown.output.splitlines()) > 4


def test_the_list_of_commands_shows_each_summary_whole() -> None:
    shown = CliRunner().invoke(main, ["--help"], terminal_width=80)
    assert set(main.commands) <= set(shown.output.split())
    assert "..." not in shown.output.partition("Commands:")[2]


def test_both_readmes_have_the_same_parts() -> None:
    parts = [re.findall(r"^#+", d.read_text("utf-8"), re.MULTILINE) for d in READMES]
    assert parts[0] == parts[1]
    pictures = [re.findall(r"!\[[^]]*\]\(([^)]+)\)", d.read_text("utf-8")) for d in READMES]
    assert pictures[0] == pictures[1]


def test_decisions_are_referred_to_by_titles_that_there_are() -> None:
    """In the index, where a later one has overtaken an earlier one, and in the code."""
    decisions = (ROOT / "DECISIONS.md").read_text("utf-8")
    titles = [" ".join(t.split()) for t in re.findall(r"^\*\*(.+?)\*\*", decisions, re.M | re.S)]
    index = decisions.partition("## What is decided where")[2].partition("\n## ")[0]
    notes = re.findall(r"^\*\(.+?\)\*$", decisions, re.M | re.S)
    named = re.findall(r"“([^”]+)”", "\n".join([index, *notes]))
    for module in ROOT.glob("*/**/*.py"):
        if ".venv" not in module.parts:
            text = re.sub(r"\n\s*(?:#:? )?", " ", module.read_text("utf-8"))
            for reference in re.findall(r'\(DECISIONS\.md((?:, "[^"]+")+)\)', text):
                named += re.findall(r'"([^"]+)"', reference)
    assert len(named) > 100
    for name in named:
        opening = " ".join(name.split())
        assert any(title.startswith(opening) for title in titles), opening


def test_every_setting_is_explained_with_its_default() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8").partition("\n## Every night")[0]
    for setting in fields(Settings):
        if setting.name != "home":
            (row,) = (line for line in text.splitlines() if f"`{setting.name}`" in line)
            default = (
                f'"{setting.default}"' if setting.type is str else str(setting.default).lower()
            )
            assert f"`{default}`" in row, setting.name


def test_what_the_machine_runs_by_itself_is_named_by_its_path() -> None:
    """Neither cron nor systemd looks for it in /usr/local/bin."""
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    lines = [line for code in _CODE.findall(text) for line in code.splitlines()]
    cron = [line.split(maxsplit=6)[6] for line in lines if re.match(r"\d+ \d+ \S+ \S+ ", line)]
    units = [line.partition("=")[2] for line in lines if line.startswith("ExecStart=")]
    assert (len(cron), len(units)) == (2, 2)
    for command in cron + units:
        assert command.startswith("/usr/local/bin/tangthu --home /srv/tangthu "), command
        assert set(_COMMAND.findall(command)) & set(main.commands), command


def test_files_that_the_architecture_names_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    folders = [ROOT / name for name in ("analyzers", "searchsvc", "indexer", "web", "benchmarks")]
    files = [f"/{file.relative_to(ROOT)}" for folder in folders for file in folder.rglob("*.*")]
    for name in re.findall(r"`([\w/-]+\.(?:py|js))`", text):
        assert any(file.endswith(f"/{name}") for file in files) or (ROOT / name).exists(), name


def test_ci_calls_the_readmes_test_command() -> None:
    assert "\nmake test\n" in (ROOT / ".ci" / "run").read_text()


def test_no_module_is_over_500_lines() -> None:
    for module in ROOT.glob("*/**/*.py"):
        if ".venv" not in module.parts and "tests" not in module.parts:
            assert len(module.read_text("utf-8").splitlines()) <= 500, module
