from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegCapture
from tui_router.scribe import outlet as outlet_module
from tui_router.scribe.frames import Bye, Count, Opened, ScribeDecoder, Sent
from tui_router.scribe.outlet import Outlet


class Pipe:
    """A child that takes `room` bytes and keeps the rest waiting."""

    def __init__(self, room: int = 1 << 30) -> None:
        self.sent = bytearray()
        self.waiting = 0
        self.room = room
        self.hasty = 0

    def send(self, data: bytearray, *, at_once: bool = False) -> bool:
        self.sent += data
        self.hasty += at_once
        self.waiting = max(0, len(self.sent) - self.room)
        return True

    @property
    def frames(self):
        return ScribeDecoder().feed(bytes(self.sent))


def leg(size: int) -> LegCapture:
    return LegCapture(leg="b", data=b"x" * size, size=size)


def test_what_came_before_the_scribe_is_sent_after_its_first_words():
    out = Outlet()
    assert out.put(Count(1, b"early"))
    assert out.waiting > 0
    pipe = Pipe()
    out.connect(pipe, [Count(0, b"first")])
    assert out.put(Count(2, b"later"))
    assert [frame.ticket for frame in pipe.frames] == [0, 1, 2]


def test_legs_need_room_and_rows_have_a_little_more(monkeypatch):
    monkeypatch.setattr(outlet_module, "PIPE_CAP", 1000)
    monkeypatch.setattr(outlet_module, "ROW_ROOM", 500)
    out = Outlet()
    pipe = Pipe(room=0)
    out.connect(pipe, [])
    row = Opened(ExchangeRow(id=1, started_at=1.0), leg(0))
    assert out.offer(Sent(1, leg(700)), [leg(700)])
    assert not out.offer(Sent(1, leg(400)), [leg(400)])
    taken = 0
    while out.offer_row(row):
        taken += 1
        assert taken < 99
    assert taken > 5
    assert 1500 <= out.waiting < 1700


def test_a_giant_goes_when_nothing_waits(monkeypatch):
    monkeypatch.setattr(outlet_module, "PIPE_CAP", 1000)
    out = Outlet()
    pipe = Pipe()
    out.connect(pipe, [])
    assert out.offer(Sent(1, leg(5000)), [leg(5000)])
    pipe.waiting = 1
    assert not out.offer(Sent(1, leg(5000)), [leg(5000)])


def test_what_cannot_be_encoded_is_not_sent():
    out = Outlet()
    odd = ExchangeDetail(row=ExchangeRow(id=2**70, started_at=1.0))
    assert not out.put(Opened(odd.row, leg(1)))
    assert out.waiting == 0


def test_once_shut_nothing_is_put_aside():
    out = Outlet()
    out.connect(Pipe(), [])
    out.disconnect()
    out.shut = True
    assert not out.put(Bye())


def test_what_somebody_waits_for_does_not_wait_for_company():
    pipe = Pipe(room=1_000_000)
    outlet = Outlet()
    outlet.connect(pipe, [])
    outlet.put(Opened(ExchangeRow(id=1, started_at=0.0), LegCapture(leg="a")))
    assert pipe.hasty == 0
    outlet.put(Count(1, b"{}"))
    assert pipe.hasty == 1
