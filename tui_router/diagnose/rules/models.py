"""Names that lead nowhere: a model, an endpoint."""

from tui_router.diagnose.rules.rule import Rule

_M = r"[`'\"“]{0,1}(?:models/|projects/[^\s`'\"]{1,120}/models/)?(?P<model>[\w@][\w./:@+-]{0,200}\w)[`'\"”]?"

_A_MODEL = r"\bmodels?\b(?:(?!models?\b)[^\n]){0,140}?"
"""What follows must be said of the model: "temperature is not supported by this model" is about something else."""

FLAVOURS = (
    Rule(
        name="endpoint_not_found",
        words=(
            r"not accessible via the|not support (?:the )?(?:endpoint|route|/?v1/)\b|not (?:a )?chat model|did you mean to use v1/|operation does not work with the specified model|api version (?:is )?not supported|only (?:supported|available|accessible) (?:in|via|on|through) (?:the )?/?v1/",
        ),
        codes=("unsupported_api_for_model", "operationnotsupported"),
    ),
)
"""The model is there, but speaks another language."""

RULES = (
    Rule(
        name="model_not_found",
        words=(
            _A_MODEL
            + r"(?:not (?:be )?found|was retired|has been (?:retired|removed)|(?:do(?:es)? ?n[o']t|not|no longer) exists?\b|is not (?:available|deployed|valid|accessible)|unknown"
            r"|inaccessible|has been (?:deprecated|decommissioned)|no longer (?:available|supported)|not (?:been )?supported"
            r"|end of (?:its )?life|marked by provider as legacy|disabled|is invalid|无可用|不存在)",
            r"(?:no such|unknown|invalid|unsupported|unavailable|nonexistent|not found the|unknown provider for) (?:\w+ )?model\b|not a (?:valid|supported|known) model|invalid model|models? (?:name|id|identifier)s?\b[^\n]{0,60}?(?:invalid|not valid|unknown|are\b|passed)",
            r"'modelid' failed to satisfy|provider not provided|no such (?:\w+ )?deployment|not activated the model|no models? loaded|multiple models are loaded|pinned to .{0,120}?requested|resolve the foundation model|on-demand throughput isn.t supported",
            r"no (?:endpoints|allowed providers|available channels?|healthy deployments)\b[^\n]{0,60}?(?:found for|for (?:the |this )?(?:selected )?model|for model|are available for)",
            r"^model: [\w./:@-]{1,120}$|unable to access (?:\S{1,20} )?model|模型[^\n]{0,10}(?:不存在|未找到|已下线)|无可用渠道|倍率或价格未配置|model manifest",
            r"api deployment for this resource does not exist|not support model\b|does not support the coding plan|^function '[\w-]+': not found for account|requested entity was not found",
        ),
        codes=(
            "model_not_found",
            "model_not_supported",
            "model_not_available",
            "model_decommissioned",
            "deploymentnotfound",
            "unknown_model",
            "unavailable_model",
            "invalid_model",
            "modelerror",
            "unsupportedmodel",
            "invalidendpointormodel.notfound",
            "modelnotopen",
        ),
        statuses=(400, 401, 403, 404, 410, 422, 500, 502, 503),
        unless=(
            (
                r"support (?:image|tool|vision|function|thinking)|parameter:|unsupported value|value.{0,20}supported values|temporarily unavailable"
                r"|tool_choice|is (?:currently )?unavailable|overload|allow prompt caching|tools? (?:is|are)"
            ),
        ),
        figures=(
            rf"model id {_M} with on-demand",
            rf"^model: {_M}$",
            r"requested [`'\"](?P<model>[^`'\"\s]+)[`'\"]",
            rf"(?:invalid model name passed in|passed in) model={_M}",
            rf"\byou passed (?:model=)?{_M}",
            r"\bmodels?(?: identifier| name)?:? [`'\"](?:models/|projects/[^\s`'\"]{1,120}/models/)?(?P<model>[^`'\"\s/][^`'\"\s]*)[`'\"]",
            r"[`'\"](?P<model>[^`'\" ]+)[`'\"] (?:is not|does not|not found|model)",
            rf"endpoints (?:found )?for {_M}",
            rf"^{_M} is not a (?:valid|supported|known) model",
            r"^models/(?P<model>[\w.:@-]+) is not",
            r"(?<![\w./:@-])(?P<model>[\w@][\w./:@-]{0,100}[-./:\d][\w./:@-]{0,100}) model (?:is|does)",
            rf"(?:model or endpoint|such model|(?:found|activated) the model|access (?:\S{{1,20}} )?model|(?:unknown|invalid|unavailable) model|for model|model,|对于模型|model models/)[:\s]? ?(?:models/)?{_M}",
            r"\bmodel:? (?:models/)?(?P<model>[\w@][\w./:@-]{0,100}[-./:\d][\w./:@-]{0,100}\w)",
        ),
    ),
    Rule(
        name="endpoint_not_found",
        words=(
            r"(?:page|path|url|route|endpoint|resource|file|operation|\bpost:\S+)\b[^.\n]{0,40}?not (?:be )?found|url\.not_found|没找到对象",
            r"not found: (?:post|get) |cannot (?:post|get) /|unknown (?:\w+ )?(?:url|path|endpoint|route|action)\b|unknownoperation",
            r"invalid url|url error|method not allowed|unexpected endpoint|responses api is not supported|^not found\b|^404\b",
        ),
        codes=("unknown_url", "url.not_found"),
        statuses=(404, 405, 400, 500, 501),
        unless=(r"\bmodels?\b",),
    ),
)
