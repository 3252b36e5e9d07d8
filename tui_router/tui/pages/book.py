"""The pages of the exchange screen, in the order of their tabs."""

from tui_router.tui.pages.page import Page

PAGES: tuple[type[Page], ...] = ()
