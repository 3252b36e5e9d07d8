"""Names that lead nowhere: a model, an endpoint."""

from tui_router.diagnose.rules.rule import Rule

_M = r"[`'\"]?(?P<model>[\w./:@-]*\w)[`'\"]?"

RULES = (
    Rule(
        "model_not_found",
        (
            r"model\b.{0,120}(?:not found|does ?n[o']t exist|not exist|is not (?:supported|available|deployed|valid)|unknown|inaccessible)",
            "(?:no such|unknown|invalid|unsupported|nonexistent) model",
            "models? (?:name|id).{0,40}(?:invalid|not valid|unknown)",
            "no models? loaded",
            r"^model: [\w./:@-]+$",
            "on-demand throughput isn.t supported",
            "pinned to .{0,80}requested",
            "no (?:endpoints|allowed providers|available channel).{0,60}(?:found for|for model)",
            "not a valid model",
        ),
        codes=(
            "model_not_found",
            "model_not_supported",
            "model_not_available",
            "deploymentnotfound",
            "invalid_model",
        ),
        statuses=(400, 401, 403, 404, 422, 500, 503),
        unless=("does not support", "support (?:image|tool)", "parameter"),
        figures=(
            rf"model id {_M} with on-demand",
            rf"^model: {_M}$",
            r"models? [`'\"](?P<model>[^`'\"]+)[`'\"]",
            r"[`'\"](?P<model>[^`'\" ]+)[`'\"] (?:is not|does not|not found)",
            r"model:? (?P<model>[\w./:@-]*[-./:\d][\w./:@-]*\w)",
        ),
    ),
    Rule(
        "endpoint_not_found",
        (
            "(?:page|path|url|route|endpoint|resource|file|operation) (?:was |could )?not (?:be )?found",
            "not found: (?:post|get) ",
            "cannot (?:post|get) /",
            "unknown (?:url|path|endpoint|request url)",
            "invalid url",
            "method not allowed",
        ),
        codes=("not_found", "unknown_url"),
        statuses=(404, 405, 400),
        unless=(r"\bmodel\b",),
    ),
)
