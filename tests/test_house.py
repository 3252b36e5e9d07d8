"""The shape of the house: what reviews would otherwise have to find again and again."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tui_router"
TESTS = ROOT / "tests"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)
LONGEST = 400

NO_TEST_OF_THEIR_OWN = {"__init__.py", "__main__.py"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last word of what is called."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=word) | ast.Attribute(attr=word):
                    yield word, node


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield module


def test_every_source_has_its_test_file() -> None:
    missing = []
    for path in SOURCES:
        if path.name in NO_TEST_OF_THEIR_OWN:
            continue
        wanted = TESTS / path.relative_to(PACKAGE).with_name(f"test_{path.name}")
        if not wanted.exists():
            missing.append(f"{name(path)} has no {name(wanted)}")
    assert missing == []


def test_no_test_folder_is_a_package() -> None:
    assert [name(path) for path in TESTS.rglob("__init__.py")] == []


def test_no_source_is_too_long() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_one_file_knows_the_http_client() -> None:
    clients = {"httpx", "aiohttp", "httpx_aiohttp", "httpcore"}
    found = {
        name(path) for path in SOURCES if any(part.partition(".")[0] in clients for part in imports(path))
    }
    assert found == {"tui_router/net/http.py"}


def _off(call: ast.Call) -> bool:
    return any(
        keyword.arg == "markup" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
        for keyword in call.keywords
    )


def test_no_text_is_read_as_markup() -> None:
    """`[/` from the wire would end the app, `[@click=…]` would act: markup is off wherever it is on by default."""
    on_by_default = {"notify", "Static", "Label"}
    found = [
        f"{name(path)}:{call.lineno} {word}"
        for path in SOURCES
        for word, call in calls(path)
        if (word in on_by_default and not _off(call) and (call.args or word == "notify"))
        or (word == "from_markup" and not isinstance(call.args[0], ast.Constant))
    ]
    assert found == []


def test_no_secret_is_compared_in_readable_time() -> None:
    def is_secret(node: ast.expr) -> bool:
        word = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        return word.lower().endswith(("token", "secret"))

    found = [
        f"{name(path)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Compare)
        and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops)
        and any(is_secret(side) for side in (node.left, *node.comparators))
    ]
    assert found == []


HEADLESS = (
    "tui_router.cli.main",
    "tui_router.cli.attach",
    "tui_router.cli.config",
    "tui_router.cli.config_import",
    "tui_router.cli.connect",
    "tui_router.cli.demo",
    "tui_router.cli.doctor",
    "tui_router.cli.explain",
    "tui_router.cli.open",
    "tui_router.cli.plain",
    "tui_router.cli.purge",
    "tui_router.cli.serve",
    "tui_router.cli.setup",
    "tui_router.cli.stop",
    "tui_router.control.http_client",
    "tui_router.gateway.server",
    "tui_router.sandbox.script",
    "tui_router.sandbox.serve",
    "tui_router.scribe.main",
)


@pytest.mark.parametrize("module", HEADLESS)
def test_headless_paths_leave_the_screens_library_alone(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "textual" not in done.stdout.split()


def test_start_up_is_light() -> None:
    """What the gateway imports before it listens, and what `--version` imports at all."""
    heavy = {"httpx", "aiohttp", "tiktoken", "tomlkit", "numpy", "keyring", "pydantic"}
    for module in ("tui_router.gateway.server", "tui_router.cli.serve", "tui_router.cli.connect"):
        code = f"import sys, {module}; print(*sorted(sys.modules))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert not set(done.stdout.split()) & heavy, module
    code = "import sys, tui_router.cli.main; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & (heavy | {"asyncio", "uvicorn", "msgspec", "ssl"})


def _committed() -> Iterator[Path]:
    """Text files that are part of the project, whether or not they are tracked yet."""
    for folder in (PACKAGE, TESTS, *(ROOT / name for name in ("themes", "benchmarks", "docs", ".ci"))):
        yield from (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    yield from ROOT.glob("*.md")
    yield ROOT / "pyproject.toml"


def test_the_project_stands_alone() -> None:
    """Nothing leads to a file that is not here."""
    words = (
        "/work" + "/",
        "../" + "shared",
        "DESIGN" + ".md",
        "STYLE" + ".md",
        "/root" + "/",
        "/tmp" + "/bash_jobs",
    )
    pages = re.compile(r"\bspec/" + r"[a-z-]+\.md|§\s*\d")
    found = []
    for path in _committed():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # data, such as packed token ranks
        found += [f"{name(path)}: {word}" for word in words if word in text]
        found += [f"{name(path)}: {hit[0]}" for hit in pages.finditer(text)]
    assert found == []
