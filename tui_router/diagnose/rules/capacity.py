"""Too much, too often, too soon, too full."""

from tui_router.diagnose.rules.rule import Rule

RULES = (
    Rule(
        "insufficient_memory",
        (
            "requires more (?:system |gpu )?memory",
            "out of memory",
            r"\boom\b",
            "cuda error.{0,40}memory",
            "(?:insufficient|not enough|failed to allocate).{0,40}(?:memory|resources to load|vram)",
            "insufficient system resources",
        ),
    ),
    Rule(
        "model_loading",
        (
            "model.{0,60}(?:is |currently |still )(?:being )?(?:loading|loaded|starting|warming)",
            "model (?:is|was) unloaded",
            "^loading model",
            "loading model$",
            "warming up",
        ),
        codes=("model_loading", "modelnotreadyexception"),
        unless=("no models? loaded", "not found"),
    ),
    Rule(
        "overloaded",
        (
            "overloaded",
            "over capacity",
            "at capacity",
            "high (?:demand|load)",
            "server is busy",
            "temporarily unavailable",
            "(?:no|not enough) (?:available )?(?:capacity|workers|instances|healthy)",
            "degraded",
            "queue (?:is )?full",
            "request limit reached",
            "reset reason: overflow",
            "too busy",
            "service unavailable",
            "try again when .{0,20}less",
        ),
        codes=(
            "overloaded_error",
            "overloaded",
            "engine_overloaded_error",
            "serviceunavailableexception",
            "unavailable",
            "model_overloaded",
        ),
        statuses=(200, 400, 408, 429, 500, 502, 503, 524, 529),
        unless=("<html",),
    ),
    Rule(
        "rate_limited",
        (
            "rate.?limit",
            "too many (?:requests|concurrent)",
            "(?:requests?|tokens?) per (?:minute|second|min|hour)",
            r"\b[RT]PM\b",
            "resource (?:has been |is )?exhausted",
            "throttl",
            "concurrency",
            "quota exceeded",
            r"(?:retry|try again) (?:after|in) \d",
        ),
        codes=(
            "rate_limit_error",
            "rate_limit_exceeded",
            "ratelimitreached",
            "resource_exhausted",
            "throttlingexception",
            "too_many_requests",
        ),
        statuses=(200, 400, 403, 409, 413, 429, 500, 503),
    ),
)
