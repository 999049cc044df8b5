import asyncio
from collections.abc import Iterator

from rooms.sockets.base import OutboxLimits
from rooms.sockets.frame import BinaryFrame, Buffer, Frame, JoinedFrame, Kind
from rooms.sockets.mailbox import Mailbox
from rooms.sockets.outbox import Drops, Outbox

from .peers import settle


class CountedFrame(Frame):
    """Counts how often somebody looked through its fragments."""

    __slots__ = ("looks",)

    def __init__(self, fragments: list[bytes], kinds: bytes) -> None:
        super().__init__(fragments, kinds)
        self.looks = 0

    def parts(self) -> Iterator[tuple[int, Buffer]]:
        self.looks += 1
        return super().parts()


def test_a_fragment_is_looked_at_once_a_kind_however_often_the_limit_is_passed() -> None:
    outbox = Outbox(OutboxLimits(max_bytes=2000), Drops())
    notes = [CountedFrame([b"n" * 100], bytes([Kind.NOTE])) for _ in range(19)]
    for frame in notes:
        outbox.push(frame)
    for _ in range(50):
        outbox.push(Frame([b"m" * 100], bytes([Kind.CURSOR])))
    assert max(frame.looks for frame in notes) == 1


def test_waiting_bytes_are_those_of_the_payloads() -> None:
    outbox = Outbox(OutboxLimits(max_bytes=100), Drops())
    outbox.push(Frame([b"12", b"3"]))
    outbox.push_first(BinaryFrame(b"1234"))
    outbox.push(Frame([b"n" * 40], bytes([Kind.NOTE])))
    assert outbox.bytes == 6 + 4 + 42
    outbox.push(Frame([b"s" * 90]))
    assert outbox.bytes == 6 + 4 + 92
    while outbox.take():
        pass
    assert (outbox.bytes, outbox.frames) == (0, 0)


def test_a_batch_that_waits_for_many_exists_once() -> None:
    batch = Frame([b"1", b"2"])
    boxes = [Outbox(OutboxLimits(), Drops()) for _ in range(3)]
    for outbox in boxes:
        outbox.push(batch)
    assert all(outbox.take() is batch for outbox in boxes)


def test_urgent_frames_are_never_dropped() -> None:
    outbox = Outbox(OutboxLimits(max_frames=2), Drops())
    outbox.push_first(Frame([b'"t"'], bytes([Kind.CURSOR])))
    assert outbox.push(Frame([b'"a"']))
    assert not outbox.push(Frame([b'"b"']))
    taken = outbox.take()
    assert isinstance(taken, JoinedFrame)
    assert taken.text == '["t","a","b"]'


async def test_a_mailbox_gives_items_in_order_to_a_reader_that_waits() -> None:
    mailbox: Mailbox[int] = Mailbox()
    got: list[int] = []

    async def read() -> None:
        while len(got) < 3:
            got.append(await mailbox.get())

    reader = asyncio.create_task(read())
    await settle()
    for item in (1, 2, 3):
        mailbox.put_nowait(item)
    assert not mailbox.empty()
    await reader
    assert got == [1, 2, 3]
    assert mailbox.empty()


async def test_a_reader_that_is_cancelled_loses_nothing() -> None:
    mailbox: Mailbox[int] = Mailbox()
    reader = asyncio.create_task(mailbox.get())
    await settle()
    mailbox.put_nowait(1)
    reader.cancel()
    await asyncio.wait({reader})
    assert await mailbox.get() == 1
