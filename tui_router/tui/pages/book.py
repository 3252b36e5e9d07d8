"""The pages of the exchange screen, in the order of their tabs."""

from tui_router.tui.pages.answer import AnswerPage
from tui_router.tui.pages.events import EventsPage
from tui_router.tui.pages.headers import HeadersPage
from tui_router.tui.pages.notes import NotesPage
from tui_router.tui.pages.page import Page
from tui_router.tui.pages.request import RequestPage
from tui_router.tui.pages.timing import TimingPage
from tui_router.tui.pages.tokens import TokensPage
from tui_router.tui.pages.turn import TurnPage

PAGES: tuple[type[Page], ...] = (
    AnswerPage,
    RequestPage,
    EventsPage,
    NotesPage,
    TimingPage,
    HeadersPage,
    TurnPage,
    TokensPage,
)
