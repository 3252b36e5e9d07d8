"""Tokens to a tree. `!` binds closest, then "and" (written, or by standing side by side), then `|`."""

from tui_router.journal.filter.fault import FilterFault
from tui_router.journal.filter.hay import plain
from tui_router.journal.filter.leaf import All, Either, Leaf, Node, Not, says
from tui_router.journal.filter.lexer import Lexer, Token
from tui_router.journal.filter.operators import OPERATORS, nearest
from tui_router.journal.filter.values import Clock, Given

LONGEST = 2_000
"""Characters of a filter."""
MOST_TESTS = 64
DEEPEST = 20
"""Parentheses in parentheses."""


def parse(text: str, clock: Clock) -> Node | None:
    """None for a text without anything in it, which lets everything through. Raises `FilterFault`."""
    if len(text) > LONGEST:
        raise FilterFault(f"a filter has at most {LONGEST:,} characters", LONGEST, len(text))
    return _Parser(Lexer(text), clock).whole()


class _Parser:
    def __init__(self, lexer: Lexer, clock: Clock) -> None:
        self._lexer = lexer
        self._clock = clock
        self._depth = 0
        self._tests = 0

    def whole(self) -> Node | None:
        if self._lexer.peek().mark == "end":
            return None
        node = self._either()
        over = self._lexer.peek()
        if over.mark != "end":
            raise FilterFault("this parenthesis closes nothing", over.start, over.end)
        return node

    def _either(self) -> Node:
        parts = [self._all()]
        while self._lexer.peek().mark == "|":
            self._lexer.take()
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _all(self) -> Node:
        parts = [self._denied()]
        while (mark := self._lexer.peek().mark) not in ("end", ")", "|"):
            if mark == "&":
                self._lexer.take()
            parts.append(self._denied())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _denied(self) -> Node:
        denied = False
        while self._lexer.peek().mark == "!":
            self._lexer.take()
            denied = not denied
        node = self._one()
        return Not(node) if denied else node

    def _one(self) -> Node:
        token = self._lexer.take()
        self._tests += 1
        if self._tests > MOST_TESTS:
            raise FilterFault(f"a filter has at most {MOST_TESTS} parts", token.start, token.end)
        match token.mark:
            case "word":
                return _word(token)
            case "operator":
                return self._operator(token)
            case "(":
                return self._group(token)
            case "end":
                raise FilterFault("something must follow", token.start, token.end, unfinished=True)
            case _:
                raise FilterFault(f"nothing stands before this {token.text}", token.start, token.end)

    def _group(self, opened: Token) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FilterFault(f"at most {DEEPEST} parentheses stand in each other", opened.start, opened.end)
        node = self._either()
        closing = self._lexer.peek()
        if closing.mark != ")":
            raise FilterFault("the parenthesis is not closed", opened.start, opened.end, unfinished=True)
        self._lexer.take()
        self._depth -= 1
        return node

    def _operator(self, token: Token) -> Leaf:
        operator = OPERATORS.get(token.text)
        if operator is None:
            near = nearest(token.text)
            hint = f"; did you mean ~{near}" if near else ""
            raise FilterFault(f"unknown operator ~{token.text[:20]}{hint}", token.start, token.end)
        if operator.takes == "nothing":
            return operator.make(Given(token.text, "", "", token.start, token.end, self._clock))
        relation = self._lexer.relation()
        found = self._lexer.value(pattern=operator.takes == "pattern")
        if found is None and (relation or not operator.optional):
            end = max(token.end, self._lexer.at)
            unfinished = end >= len(self._lexer.text)
            raise FilterFault(
                f"~{token.text} takes {operator.wants}", token.start, end, unfinished=unfinished
            )
        start, end = (found.start, found.end) if found else (token.end, token.end)
        return operator.make(
            Given(token.text, relation, found.text if found else "", start, end, self._clock)
        )


def _word(token: Token) -> Leaf:
    wanted = plain(token.text)
    return Leaf(says([wanted]), f"“{token.text}”", word=wanted)
