"""The families of rules, in the order in which they are asked.

What can be told by a mark comes first, what needs common words last, because those stand in every second refusal:

SERVER, templates   a flag or a template engine is named; the rest of the text may speak of anything
policy              a filter quotes what it found, which may speak of anything too
FORM                "max_tokens > 4096 must have stream=true" is no limit of the answer
BUDGET              "max_tokens must be greater than budget_tokens" is none either
AFFORDABLE          nor is "you requested up to 32000 tokens, but can only afford 27342"
limits              numbers of tokens; a limit per minute or day among them is sorted out by its figures
BETAS, CACHE        one word that nothing else has, but the refusals around it are common
thinking            before parameters and contents, of which thinking is one
calls, tools        ids and results before names, names before schemas: paths to them begin alike
images, blocks      before contents in general: "content must be a string" may be about an image
parameters          what is refused by name
money, access       "quota", "limit" and "key" are common
models              "not supported" and "not found" are common
capacity            SIZE before it: a request that is too large is not one too many
server              "timeout" and "connection" stand in many explanations
"""

from tui_router.diagnose.rules import (
    access,
    calls,
    capacity,
    conversation,
    limits,
    models,
    money,
    parameters,
    policy,
    server,
    templates,
    thinking,
    tools,
)
from tui_router.diagnose.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *tools.SERVER,
    *templates.RULES,
    *policy.RULES,
    *parameters.FORM,
    *thinking.BUDGET,
    *money.AFFORDABLE,
    *limits.RULES,
    *parameters.BETAS,
    *parameters.CACHE,
    *thinking.RULES,
    *calls.RULES,
    *conversation.IMAGES,
    *tools.RULES,
    *conversation.BLOCKS,
    *conversation.RULES,
    *parameters.SAMPLING,
    *parameters.FORBIDDEN,
    *parameters.FIELDS,
    *money.RULES,
    *access.TOKENS,
    *access.DENIED,
    *models.FLAVOURS,
    *models.RULES,
    *parameters.RULES,
    *capacity.SIZE,
    *capacity.MEMORY,
    *capacity.LOADING,
    *access.KEYS,
    *access.RIGHTS,
    *capacity.RULES,
    *server.RULES,
)
