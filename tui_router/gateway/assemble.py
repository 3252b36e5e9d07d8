"""A gateway put together from its settings, before it has a socket."""

from collections.abc import Iterable, Mapping

from tui_router.core.secret import Secret
from tui_router.gateway.fact_book import FactBook
from tui_router.gateway.guard import Policy
from tui_router.gateway.keepsakes import Keepsakes
from tui_router.gateway.live import Registry
from tui_router.gateway.overlays import Overlays
from tui_router.gateway.reload import Reload
from tui_router.gateway.state import Gateway
from tui_router.gateway.wiring import Wiring
from tui_router.journal.bus import Bus
from tui_router.journal.record import Tiers
from tui_router.scribe.frames import Counted
from tui_router.scribe.link import ScribeLink, last_id
from tui_router.settings.load import Loaded
from tui_router.settings.places import Places
from tui_router.settings.secrets import client_token
from tui_router.upstream.flavour_file import FlavourFile
from tui_router.upstream.model_cache import ModelCache


def assemble(
    loaded: Loaded, places: Places, environment: Mapping[str, str], control: Secret, hosts: Iterable[str]
) -> tuple[Gateway, Reload, ScribeLink]:
    """`hosts` are the names besides loopback's under which clients may ask for us."""
    settings = loaded.settings
    bus = Bus()
    registry = Registry(bus, last_id(places.database) + 1)

    def counted(count: Counted) -> None:
        live = registry.find(count.id)
        if live is None:
            return
        tokens = live.row.tokens
        tokens.system, tokens.tools, tokens.messages = count.system, count.tools, count.messages
        if tokens.estimated:
            tokens.input = count.total
        live.touch()

    recorder = ScribeLink(
        None,
        places.database,
        capture=settings.journal.capture,
        keep_exchanges=settings.journal.keep_exchanges,
        keep_mb=settings.journal.keep_mb,
        on_stored=registry.stored,
        on_counted=counted,
    )
    client = client_token(places, environment)
    reload = Reload(
        loaded, environment, places.config_file, ModelCache(places.models), FlavourFile(places.flavours)
    )
    overlays = Overlays(places.overlays)
    wiring = Wiring(overlays.laid_over(reload.table(1)), bus.tiers, reload.wired())
    gateway = Gateway(
        wiring=wiring,
        registry=registry,
        bus=bus,
        policy=Policy(
            client.reveal(),
            control.reveal(),
            hosts=hosts,
            remote_control=settings.server.control == "remote",
        ),
        recorder=recorder,
        environment=environment,
        facts=FactBook(places.facts),
        reload=reload,
        overlays=overlays,
        # They hold parts of answers: whoever wants none stored gets none stored.
        keepsakes=Keepsakes(places.keepsakes if settings.journal.capture == "full" else None),
    )
    gateway.config = str(loaded.path or "")

    told = wiring.table.revision

    def rewired(tiers: Tiers) -> None:
        nonlocal told
        bus.tiers(tiers)
        newest = wiring.history.newest_first()[0]
        if newest.revision != told:
            told = newest.revision
            what = "; ".join(newest.what) or "nothing that is wired"
            gateway.logbook.say("info", "wiring", f"revision {told}, from {newest.by}: {what}")

    wiring.on_change = rewired
    gateway.know(client)
    gateway.know(control)
    return gateway, reload, recorder
