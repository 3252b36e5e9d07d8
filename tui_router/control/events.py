"""What the gateway tells a watching inspector, as SSE on /control/v1/events.

event: exchange   the whole row, new or changed; at most 15 a second for each exchange and viewer
event: tiers      the wiring changed
event: status     counters and health, about once a second while something changes
event: reset      the viewer missed events: fetch the list again
"""

import msgspec

from tui_router.journal.record import ExchangeRow, Status, Tiers


class ExchangeChanged(msgspec.Struct, tag="exchange", tag_field="event"):
    row: ExchangeRow


class TiersChanged(msgspec.Struct, tag="tiers", tag_field="event"):
    tiers: Tiers


class StatusChanged(msgspec.Struct, tag="status", tag_field="event"):
    status: Status


class Reset(msgspec.Struct, tag="reset", tag_field="event"):
    pass


ControlEvent = ExchangeChanged | TiersChanged | StatusChanged | Reset
