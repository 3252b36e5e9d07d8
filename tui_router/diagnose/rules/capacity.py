"""Too much, too often, too soon, too full."""

from tui_router.diagnose.figures import n
from tui_router.diagnose.rules.rule import Rule

SIZE = (
    Rule(
        name="payload_too_large",
        words=(
            r"(?:request|payload|entity|body|content size|message size)\b[^.\n]{0,40}?(?:too large|size (?:exceed|limit)|reached size limit)",
            r"(?:request|payload|entity|body|size)\b[^.\n]{0,30}?exceed[^.\n]{0,40}?(?:size|bytes|\d ?[kmg]i?b\b|allowed)|image (?:exceeds|size|is too large)",
            r"maximum (?:request|body|payload|content) size|length limit exceeded|max bytes (?:per|to|of|in)|payloadtoolarge|entity\.too\.large",
        ),
        codes=("request_too_large", "payload_too_large", "fst_err_ctp_body_too_large", "badrequest.toolarge"),
        statuses=(413, 400, 422, 500, 502),
        unless=(r"tokens? per min|context (?:window|length)|\btokens\b|rate limit",),
        figures=(
            rf"> {n('limit_bytes')} bytes",
            rf"{n('limit_bytes')} bytes",
            rf"(?:limit|maximum|max)\D{{0,40}}{n('limit_bytes')} ?(?:bytes|\))",
            rf"max bytes [\w ]{{1,24}}:? ?{n('limit_bytes')}",
        ),
    ),
)

MEMORY = (
    Rule(
        name="insufficient_memory",
        words=(
            r"requires? (?:more|approximately .{0,20}of) ?(?:\w+ )?memory|out ?of ?(?:device|host|gpu)? ?memory|\boom\b|outofdevicememory|outofmemory",
            r"(?:insufficient|not enough|failed to allocate|unable to allocate)\b[^.\n]{0,40}?(?:memory|resources? to load|vram|buffer)|insufficient system resources",
            r"(?:memory|buffer)\b[^.\n]{0,40}?(?:allocation failed|exceed)|exceeding the memory limit|maximum allowed buffer size|显存不足|内存不足",
            r"cuda error[^.\n]{0,40}memory",
        ),
    ),
)

LOADING = (
    Rule(
        name="model_loading",
        words=(
            r"\bmodel\b[^\n]{0,60}?(?:is |are |currently |still |being )+(?:loading|loaded|starting|warming|unloaded)|loading model\b",
            r"model (?:was |is )?unloaded|model was unloaded|model not (?:yet )?loaded|not loaded yet|warming up|scaling up from zero|cold start",
            r"model\b[^\n]{0,60}?is not (?:yet )?ready|not ready (?:for inference|to serve)|waiting for llama runner|model is starting|模型[^\n]{0,10}加载",
        ),
        codes=("model_loading", "modelnotreadyexception", "deployment_scaling_up"),
        unless=(
            r"no models? loaded|multiple models|not found|failed to load|overloaded|error loading|loading was stopped",
        ),
    ),
)

RULES = (
    Rule(
        name="overloaded",
        words=(
            r"overload|(?:over|at|no|exceeded|insufficient) (?:\w+ )?capacity|capacity (?:\w+ )?exceeded|capacity limits|high (?:demand|load|traffic)(?! for)|heavy load",
            r"(?:server|service|system|replicas?|workers?) (?:is |are )?(?:too |currently )?busy|too busy|queue (?:is )?full|maximum pending|degraded",
            r"reset reason: overflow|no (?:healthy|available) (?:upstream|workers|instances)|no instances available|too many connections|负载|访问量过大",
            r"worker local total request limit|when .{0,20}less busy|peak hours|unable to process your request",
        ),
        codes=(
            "overloaded_error",
            "overloaded",
            "engine_overloaded_error",
            "server_is_overloaded",
            "serveroverloaded",
            "model_overloaded",
            "model_capacity_exhausted",
            "service_tier_capacity_exceeded",
            "capacity_exceeded",
            "queue_exceeded",
        ),
        unless=(r"context overflow|exhausted your capacity|limited to \d",),
    ),
    Rule(
        name="rate_limited",
        words=(
            r"rate.?limit|too many (?:requests|concurrent|tokens, please)|\brate\b[^.\n]{0,20}exceed|usage rate|requests? too (?:quickly|fast|frequent)",
            r"(?:requests?|tokens?|queries|calls?)(?: ?/ ?| per )(?:minute|second|min|hour)|per ?minute(?:per|-)|\b[rt]pm\b|\bqps\b",
            r"resource (?:has been |is )?exhausted|throttl|concurren(?:cy|t)|quota (?:limit )?exceeded|allocated quota|quota exceeded for|parallel request limit|service quota",
            r"cooling down|cooldown_list|并发|频率|频繁|请求过多|限流|速率",
            r"exceeded your current (?:quota|requests)",
        ),
        codes=(
            "rate_limit_exceeded",
            "ratelimitreached",
            "rate_limit_reached_error",
            "throttlingexception",
            "limit_requests",
        ),
        unless=(r"invalid parameter|tool_choice",),
    ),
    Rule(
        name="overloaded",
        words=(r"(?:temporarily|currently) unavailable|service unavailable|is unavailable",),
        codes=("serviceunavailableexception", "service_unavailable"),
    ),
)
