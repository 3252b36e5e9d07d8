"""Every fault met in the field, and every row of the mappings between languages, has its evidence: a recording whose
name begins with the row, or one of the recordings and tests named here."""

import ast
import functools
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TESTS = HERE.parent
LAST = 58

_ROW = re.compile(r"(?:row-|ask-|ask-row-)(\d\d)-")
_FILE = re.compile(r"\.(?:chunks\.txt|events\.txt|request\.json|sent\.json|body\.json)$")
_MAPPING = re.compile(r"(?:ask-)?map-(\d(?:\.\d)?)-")

ELSEWHERE = {
    1: ["providers/test_address.py::test_a_path_that_would_be_doubled_is_refused"],
    3: ["gateway/test_routes.py::test_health_needs_no_token_and_reveals_nothing"],
    4: ["gateway/test_routes.py::test_telemetry_goes_nowhere"],
    5: [
        "gateway/test_count_tokens.py::test_a_burst_is_answered_here",
        "gateway/test_count_tokens.py::test_tools_and_system_weigh",
    ],
    25: ["gateway/test_exchange.py::test_refusals_keep_their_meaning"],
    26: ["road/test_setups.py::test_lm_studios_500_for_an_overflow_makes_the_client_compact"],
    35: ["chat/ask-34-any-tool", "dialects/chat/test_tools.py::test_one_at_a_time_where_the_target_knows_it"],
    36: [
        "routing/test_tiers.py::test_the_tier_is_found_by_the_word_in_the_name",
        "gateway/test_wiring.py::test_an_unwired_tier_follows_a_chain_of_the_default_too",
    ],
    48: ["gateway/test_exchange.py::test_a_client_that_leaves_cancels_the_upstream"],
    51: [
        "upstream/auth/test_codex.py::test_two_processes_renew_once",
        "upstream/auth/test_codex.py::test_codex_itself_was_faster",
    ],
    52: ["net/test_http.py::test_proxy_variables_and_netrc_are_not_read"],
    54: ["road/test_setups.py::test_a_changed_file_counts_without_a_restart"],
    56: ["routing/test_table.py::test_nothing_fits_is_a_404_that_lists_names"],
    57: ["gemini/ask-33-odd-blocks"],
    58: ["gateway/test_clock.py::test_an_upstream_that_falls_silent_ends_in_an_error_event"],
}
"""Rows that are about something else than one language's bytes."""

MAPPINGS = {
    "3.1": {
        "system": ["chat/ask-02-system-first", "chat/ask-44-billing-line"],
        "system inside the conversation": ["chat/ask-02-system-inside", "chat/ask-02-system-anywhere"],
        "user text and images": ["chat/ask-33-odd-blocks", "chat/ask-53-no-images"],
        "documents and search results": ["chat/ask-32-documents"],
        "calls": ["chat/ask-unparsed-input", "chat/ask-29-text-beside-results"],
        "results, at once behind their calls": ["chat/ask-29-text-beside-results"],
        "images in results": ["chat/ask-31-images-in-results"],
        "failed results": ["chat/ask-30-failed-tool"],
        "calls and results without each other": ["chat/ask-unpaired"],
        "thinking": ["chat/ask-40-reasoning-back", "chat/ask-40-reasoning-sealed"],
        "sealed thinking": ["chat/ask-40-reasoning-details"],
        "tools": ["chat/ask-43-schemas", "chat/ask-deferred-tools", "chat/ask-most-tools"],
        "names of tools": ["chat/ask-42-long-names", "chat/row-42-long-name"],
        "tools that run on a server": ["chat/ask-server-tools"],
        "choice of a tool": ["chat/ask-34-any-tool", "chat/ask-34-one-tool"],
        "stop sequences": ["chat/ask-37-stops"],
        "sampling and limits": ["chat/ask-28-reasoning-model", "chat/ask-27-limit-known"],
        "who asks": ["chat/ask-49-user-id"],
        "budgets": ["chat/ask-thinking-budget", "chat/ask-thinking-enable"],
        "thinking off": ["chat/ask-thinking-off", "chat/ask-thinking-template"],
        "effort": ["chat/ask-thinking-switch-effort", "chat/ask-thinking-openrouter"],
        "form of the answer": ["chat/ask-title", "chat/ask-title-in-words"],
        "streaming": ["chat/ask-no-stream"],
        "what has no counterpart": ["chat/ask-nothing-lost-in-silence"],
    },
    "3.2": {
        "system": ["responses/ask-map-3.2-system"],
        "user parts": ["responses/ask-map-3.2-user-parts"],
        "calls": ["responses/ask-map-3.2-calls", "responses/ask-map-3.2-long-call-id"],
        "results": ["responses/ask-row-31-images-in-results", "responses/ask-row-30-failed-tool"],
        "reasoning": ["responses/ask-row-40-reasoning-back", "responses/ask-map-3.2-reasoning-loose-end"],
        "tools": ["responses/ask-row-43-schemas"],
        "web search": ["responses/ask-map-3.2-web-search"],
        "choice of a tool": ["responses/ask-row-34-any-one-at-a-time"],
        "limits and sampling": ["responses/ask-map-3.2-least-output", "responses/ask-map-3.2-sampling"],
        "stop sequences": ["responses/ask-row-37-stops"],
        "thinking": ["responses/ask-map-3.2-budget", "responses/ask-map-3.2-effort"],
        "form of the answer": ["responses/ask-map-3.2-format"],
        "who asks": ["responses/ask-row-49-user-id"],
    },
    "3.3": {
        "address": ["gemini/ask-vertex"],
        "system": ["gemini/ask-02-system-anywhere"],
        "roles": [
            "gemini/ask-29-text-beside-results", "gemini/ask-prefill", "gemini/ask-prefill-before-3.6",
        ],
        "parts": ["gemini/ask-32-documents", "gemini/ask-33-odd-blocks"],
        "calls and signatures": ["gemini/ask-39-signatures-kept", "gemini/ask-39-signatures-unknown"],
        "results": ["gemini/ask-30-failed-tool", "gemini/ask-31-images-in-results"],
        "tools": ["gemini/ask-38-schemas", "gemini/ask-38-schemas-before-2.5"],
        "web search": [
            "gemini/ask-search", "gemini/ask-search-beside-functions", "gemini/documented-search-beside-functions",
        ],
        "choice of a tool": ["gemini/ask-34-any-tool", "gemini/ask-34-one-tool"],
        "limits and sampling": [
            "gemini/ask-sampling", "gemini/ask-sampling-since-3.6", "gemini/ask-27-limit-known", "gemini/ask-37-stops",
        ],
        "thinking": ["gemini/ask-thinking-level", "gemini/ask-thinking-budget-pro"],
        "form of the answer": ["gemini/ask-format"],
    },
    "3.4": {
        "id and model": ["chat/row-07-first-chunk-empty"],
        "order": ["chat/map-3.4-reasoning-between-calls", "chat/row-10-text-inside-a-call"],
        "reasoning in every spelling": [
            "chat/map-3.4-reasoning-called-reasoning", "chat/map-3.4-reasoning-details-whole",
            "chat/map-3.4-reasoning-in-content-parts", "chat/row-08-thinking-in-tags",
        ],
        "reasoning nobody asked for": ["chat/row-08-thinking-not-asked"],
        "content in parts, refusals, sources": [
            "chat/content-in-parts", "chat/row-22-refusal-text", "chat/map-3.4-annotations",
        ],
        "calls": ["chat/row-14-id-missing", "chat/row-15-ids-repeated", "chat/row-12-arguments-python"],
        "the old form of calls": ["chat/legacy-function-call"],
        "nothing": ["chat/empty-answer"],
        "ends": ["chat/row-18-calls-claimed", "chat/row-19-calls-under-stop", "chat/row-37-stop-matched"],
        "usage": ["chat/row-06-usage-cached", "chat/row-06-usage-deepseek", "gemini/map-3.4-usage-thoughts"],
    },
    "4": {
        "1: an error before anything": ["chat/row-24-error-first", "chat/row-24-html"],
        "2: the start": ["chat/row-07-role-repeated"],
        "3: one block at a time": ["chat/row-09-white-space-between"],
        "4: all in one chunk": ["chat/row-08-thinking-in-the-same-chunk"],
        "5: a change of kind closes": ["chat/row-08-thinking-then-text"],
        "6: pieces of calls": ["chat/row-10-calls-interleaved", "chat/row-13-arguments-growing"],
        "7: white space without end": ["chat/row-46-white-space-without-end"],
        "8: the end comes once": ["chat/row-17-finish-twice", "chat/row-20-usage-alone"],
        "9: nothing of theirs behind it": ["chat/row-23-done-and-more"],
        "10: ended or cut": ["chat/row-17-finish-missing", "chat/row-47-cut-in-text", "chat/row-47-no-done"],
        "11: an error in the middle": ["chat/row-24-error-after-text"],
        "12: bytes": ["chat/row-45-characters", "chat/crlf-and-comments", "chat/map-4-bom-and-cr"],
        "13: whole for a stream and back": [
            "chat/map-4-json-instead", "gateway/test_exchange.py::test_without_stream_one_message_arrives",
        ],
        "Responses": ["responses/map-4-no-item-added", "responses/map-4-text-only-in-done"],
        "Gemini": ["gemini/map-4-usage-last-wins", "gemini/map-4-list-form"],
    },
    "5": {
        "DeepSeek": ["chat/row-06-usage-deepseek", "chat/map-5-calls-as-text-deepseek"],
        "Kimi": ["chat/row-41-kimi-ids", "chat/map-5-kimi", "chat/map-5-calls-as-text-kimi"],
        "GLM and Qwen": ["chat/map-5-calls-as-text-glm", "chat/map-5-calls-as-text-qwen-coder"],
        "LM Studio": ["road/test_setups.py::test_lm_studios_500_for_an_overflow_makes_the_client_compact"],
        "vLLM": ["chat/row-37-stop-token", "chat/ask-44-billing-line"],
        "Groq": ["chat/row-06-usage-groq", "chat/ask-43-schemas"],
        "OpenRouter": ["chat/map-5-openrouter", "chat/ask-thinking-openrouter"],
        "OpenAI's reasoning models": ["chat/ask-28-reasoning-model"],
        "Copilot": ["chat/map-5-copilot", "chat/row-46-white-space-without-end"],
        "Gemini": ["gemini/map-5-empty-stop"],
        "Mistral": ["chat/ask-40-reasoning-content-parts", "chat/map-5-calls-as-text-mistral"],
        "MiniMax": ["chat/map-5-minimax", "chat/ask-thinking-adaptive"],
        "Bedrock": ["bedrock/row-24-throttled-before-content"],
    },
}  # fmt: skip


def recordings():
    """Cases, each with its dialect."""
    return {(path.parent.name, _FILE.sub("", path.name)) for path in HERE.glob("*/*.*")}


@functools.cache
def named_in(path):
    tree = ast.parse((TESTS / path).read_text("utf-8"))
    found = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, found)}


def missing(evidence, known):
    """What of the evidence is not there."""
    lost = []
    for name in evidence:
        path, parted, test = name.partition("::")
        if parted:
            there = (TESTS / path).is_file() and test in named_in(path)
        else:
            there = tuple(name.split("/", 1)) in known
        if not there:
            lost.append(name)
    return lost


def test_every_row_of_the_field_has_its_evidence():
    known = recordings()
    recorded = {int(found[1]) for _, case in known if (found := _ROW.match(case))}
    assert [row for row in range(1, LAST + 1) if row not in recorded and not ELSEWHERE.get(row)] == []
    assert max(recorded) <= LAST


@pytest.mark.parametrize("row", ELSEWHERE)
def test_what_is_told_elsewhere_is_there(row):
    assert missing(ELSEWHERE[row], recordings()) == []


@pytest.mark.parametrize(
    ("section", "row"), [(section, row) for section, rows in MAPPINGS.items() for row in rows]
)
def test_every_row_of_a_mapping_has_its_evidence(section, row):
    evidence = MAPPINGS[section][row]
    assert evidence
    assert missing(evidence, recordings()) == []


def test_a_recording_names_a_mapping_that_exists():
    named = {(found[1], case) for _, case in recordings() if (found := _MAPPING.match(case))}
    sections = {*MAPPINGS, *(section.partition(".")[0] for section in MAPPINGS)}
    assert sorted(case for section, case in named if section not in sections) == []


def test_what_is_not_there_is_missed():
    known = {("chat", "row-01-x")}
    assert missing(["chat/row-01-x", "gateway/test_routes.py::test_telemetry_goes_nowhere"], known) == []
    gone = ["chat/row-02-x", "gateway/test_routes.py::test_nobody_wrote", "gateway/none.py::test_x"]
    assert missing(gone, known) == gone
