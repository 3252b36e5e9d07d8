"""Whether a target's context window is known, and large enough for the client. Needs no request."""

import shlex

from tui_router.cli.checks.abilities import Subject, model_table
from tui_router.cli.checks.report import Report

LEAST_WINDOW = 20_000
SMALL_WINDOW = 32_000
"""Tokens. The client's first request has some 17,000 to 50,000, tools and system prompt included."""


def check_window(report: Report, subject: Subject) -> None:
    name, limits = subject.name, subject.limits
    window = limits.context_window
    if window is None:
        report.warn(
            name,
            "context window",
            "its context window is not known, and the client takes it for a million tokens",
            "Put the real figure in the settings, so that the client compacts in time:",
            [*model_table(subject), "context_window = 131072"],
        )
        return
    where = {"config": "the settings", "list": "its own list", "fact": "what it taught"}.get(
        limits.window_from, f"the {limits.window_from}"
    )
    said = f"its context window is {window:,} tokens, by {where}"
    if window >= SMALL_WINDOW:
        report.ok(name, "context window", said)
        return
    words, paste = _larger(subject)
    if window < LEAST_WINDOW:
        report.fail(name, "context window", f"{said}: Claude Code's first request does not fit", words, paste)
    else:
        report.warn(
            name, "context window", f"{said}: hardly more than Claude Code's first request", words, paste
        )


def _larger(subject: Subject) -> tuple[str, list[str]]:
    model = shlex.quote(subject.wired.model)
    starts = {
        "ollama": "OLLAMA_CONTEXT_LENGTH=65536 ollama serve",
        "llamacpp": f"llama-server -m {model} --jinja -c 65536",
        "vllm": f"vllm serve {model} --max-model-len 65536 --enable-auto-tool-choice --tool-call-parser PARSER",
        "lmstudio": f"lms load {model} --context-length 65536",
    }
    command = starts.get(subject.provider.preset)
    if command:
        return "Start it with a larger one, as far as the memory goes:", [command]
    return "Wire a model with a larger one; if the figure is wrong, correct it:", [
        *model_table(subject),
        "context_window = 131072",
    ]
