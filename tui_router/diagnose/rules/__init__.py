"""The families of rules, in the order in which they are asked: what is most telling comes first."""

from tui_router.diagnose.rules import (
    account,
    capacity,
    conversation,
    limits,
    models,
    parameters,
    server,
    tools,
)
from tui_router.diagnose.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *limits.RULES,
    *account.BILLING,
    *parameters.CACHE_AND_BETAS,
    *tools.RULES,
    *conversation.RULES,
    *parameters.RULES,
    *models.RULES,
    *account.AUTH,
    *capacity.RULES,
    *server.RULES,
)
