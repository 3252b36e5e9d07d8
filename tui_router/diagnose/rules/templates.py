"""What a server makes of a conversation before a model reads it: chat templates and grammars."""

from tui_router.diagnose.rules.rule import Rule

RULES = (
    Rule(
        name="grammar_error",
        words=(
            r"(?:parse|parsing|compil\w+|invalid|initiali[sz]e|build|initializing)\b[^.\n]{0,40}?\bgrammar",
            r"\bgrammar\b[^.\n]{0,40}?(?:error|fail|invalid|too (?:large|complex))|empty grammar stack|compiled grammar",
            r"failed to initialize samplers|schema conversion failed|xgrammar|automatic parser generation|unable to generate parser",
            r"vocabulary required for format|cannot convert (?:the )?pattern|custom grammar",
        ),
    ),
    Rule(
        name="template_error",
        words=(
            r"^expected token '[^'\n]{1,60}', got '|^encountered unknown tag '|^no (?:filter|test) named '|\bjinja|raise_exception|chat[ _-]?template\b(?!_)|rendering (?:the )?(?:prompt|template)|prompt template",
            r"\btemplate\b[^.\n]{0,40}?(?:error|failed|exception|executing)|no user query found|can only get item pairs|has no attribute 'items'|'\w+ object' has no (?:attribute|element)|is not callable|at row \d+, column \d|\{%-?|undefinederror",
        ),
    ),
)
