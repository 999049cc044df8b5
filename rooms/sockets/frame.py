"""Frames: what one WebSocket message carries, encoded and framed once for all its receivers.

Sources: docs/protocol.md §1 (a text frame is one JSON array; a binary frame only for `custom`),
docs/architecture.md §2.4 (a sender gets a batch without its own messages).
"""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Iterator, Sequence
from itertools import accumulate
from struct import pack

Buffer = bytes | memoryview

# First byte of an unfragmented server frame: FIN and the opcode (RFC 6455 §5.2).
_TEXT = 0x81
_BINARY = 0x82

# A cut of at least this many bytes goes to the transport in pieces of its parent's bytes instead
# of being joined: copying (and faulting in) a large block costs more than the pieces do.
_PIECES_FROM = 16_384


class Kind(enum.IntEnum):
    """What a fragment is worth to a receiver that cannot keep up (docs/protocol.md §13)."""

    STATE = 0
    NOTE = 1
    CURSOR = 2


def frame_header(opcode_byte: int, size: int) -> bytes:
    """Header of an unmasked server frame of `size` payload bytes."""
    if size < 126:
        return bytes((opcode_byte, size))
    if size < 65_536:
        return pack("!BBH", opcode_byte, 126, size)
    return pack("!BBQ", opcode_byte, 127, size)


class BinaryFrame:
    """One binary message; always of kind STATE."""

    __slots__ = ("data", "wire")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.wire = frame_header(_BINARY, len(data)) + data

    @property
    def size(self) -> int:
        """Payload bytes."""
        return len(self.data)

    def write_to(self, transport: asyncio.WriteTransport) -> None:
        """Write it, framed, to a transport."""
        transport.write(self.wire)

    def compact(self) -> BinaryFrame:
        """Itself, see `Frame.compact`."""
        return self


class Frame:
    """A batch of JSON object fragments that goes out as one text message.

    `fragments` are encoded JSON objects; `kinds` holds one `Kind` per fragment (None: all STATE).
    A frame never changes, so that many sockets may share it; bytes are made when first asked for.
    """

    __slots__ = ("_fragments", "_kinds", "_starts", "_wire")

    def __init__(self, fragments: Sequence[Buffer], kinds: bytes | bytearray | None = None) -> None:
        self._fragments = fragments
        self._kinds = kinds
        self._wire: bytes | None = None
        self._starts: list[int] | None = None

    def __len__(self) -> int:
        """Number of fragments."""
        return len(self._fragments)

    @property
    def wire(self) -> bytes:
        """Server frame header and payload: what a transport writes."""
        wire = self._wire
        if wire is None:
            wire = self._wire = self._encode()
        return wire

    def write_to(self, transport: asyncio.WriteTransport) -> None:
        """Write it, framed, to a transport."""
        transport.write(self._wire or self.wire)

    @property
    def size(self) -> int:
        """Payload bytes."""
        return len(self.wire) - self._header_size()

    @property
    def payload(self) -> bytes:
        """The JSON array as bytes."""
        return self.wire[self._header_size() :]

    @property
    def text(self) -> str:
        """The JSON array as ASGI wants it."""
        return str(memoryview(self.wire)[self._header_size() :], "utf-8")

    @property
    def droppable(self) -> bool:
        """Whether anything in it is not STATE."""
        kinds = self._kinds
        return kinds is not None and any(kinds)

    def parts(self) -> Iterator[tuple[int, Buffer]]:
        """The kind and the bytes of every fragment it holds, in order."""
        return zip(self._kinds or bytes(len(self._fragments)), self._fragments, strict=True)

    def without(self, indices: Sequence[int]) -> Frame | None:
        """The frame without the fragments at these sorted, distinct indices; None if none is left.

        Costs by the number of indices, not of fragments.
        """
        if not indices:
            return self
        return _Cut(self, indices) if len(indices) < len(self._fragments) else None

    def compact(self) -> Frame:
        """The same frame for keeping: it holds no more memory than about twice its size."""
        return self

    def body(self) -> Sequence[Buffer]:
        """Pieces of bytes that together are the payload without its brackets."""
        return (memoryview(self.wire)[self._header_size() + 1 : -1],)

    def _offsets(self) -> list[int]:
        """Where the fragments begin in `wire`, the commas between them not counted."""
        starts = self._starts
        if starts is None:
            first = self._header_size() + 1
            starts = self._starts = list(accumulate(map(len, self._fragments), initial=first))
        return starts

    def _encode(self) -> bytes:
        body = b",".join(self._fragments)
        return b"%b[%b]" % (frame_header(_TEXT, len(body) + 2), body)

    def _header_size(self) -> int:
        length = self.wire[1]
        return 2 if length < 126 else 4 if length == 126 else 10


class _Cut(Frame):
    """A frame without some of its fragments, cut out of the bytes of the whole one."""

    __slots__ = ("_skipped", "_whole")

    def __init__(self, whole: Frame, skipped: Sequence[int]) -> None:
        # The fields of a whole frame stay unset: every method that reads them is overridden.
        self._wire = None
        self._whole = whole
        self._skipped = skipped

    def __len__(self) -> int:
        return len(self._whole) - len(self._skipped)

    def write_to(self, transport: asyncio.WriteTransport) -> None:
        whole = self._whole.wire
        if len(whole) >= _PIECES_FROM:
            transport.writelines(self._pieces(memoryview(whole)))
        else:
            transport.write(self._wire or self.wire)

    @property
    def size(self) -> int:
        starts = self._whole._offsets()
        gone = sum(starts[index + 1] - starts[index] for index in self._skipped)
        # Every fragment takes one comma with it.
        return self._whole.size - gone - len(self._skipped)

    @property
    def droppable(self) -> bool:
        return self._whole.droppable

    def parts(self) -> Iterator[tuple[int, Buffer]]:
        return self._own().parts()

    def without(self, indices: Sequence[int]) -> Frame | None:
        return self._own().without(indices)

    def compact(self) -> Frame:
        # A cut keeps the whole alive, which others may have long let go of.
        return self if 2 * self.size >= self._whole.size else self._own()

    def body(self) -> Sequence[Buffer]:
        return self._pieces(memoryview(self._whole.wire))[2:-1]

    def _own(self) -> Frame:
        """The same fragments as a frame that stands alone."""
        whole = self._whole
        fragments: list[Buffer] = []
        kinds = None if whole._kinds is None else bytearray()
        start = 0
        for end in (*self._skipped, len(whole)):
            fragments += whole._fragments[start:end]
            if kinds is not None and whole._kinds is not None:
                kinds += whole._kinds[start:end]
            start = end + 1
        return Frame(fragments, kinds)

    def _encode(self) -> bytes:
        return b"".join(self._pieces(self._whole.wire))

    def _pieces(self, source: Buffer) -> list[Buffer]:
        skipped = self._skipped
        starts = self._whole._offsets()
        end = len(starts) - 1
        count = len(skipped)
        # The last piece must not end in a comma: take off what is skipped at the end first.
        while count and skipped[count - 1] == end - 1:
            count -= 1
            end -= 1
        pieces: list[Buffer] = [b"", b"["]
        size = 2
        position = starts[0]
        for index in skipped[:count]:
            # In front of fragment i there are i commas.
            cut = starts[index] + index
            if cut > position:
                pieces.append(source[position:cut])
                size += cut - position
            position = starts[index + 1] + index + 1
        cut = starts[end] + end - 1
        pieces.append(source[position:cut])
        pieces.append(b"]")
        pieces[0] = frame_header(_TEXT, size + cut - position)
        return pieces


class JoinedFrame:
    """What several frames hold, in order, as one text message; for sending and nothing else."""

    __slots__ = ("_pieces", "size")

    def __init__(self, frames: Sequence[Frame]) -> None:
        bodies: list[Buffer] = []
        for frame in frames:
            if len(frame):
                bodies += frame.body()
                bodies.append(b",")
        del bodies[-1:]
        self.size = sum(map(len, bodies)) + 2
        """Payload bytes."""
        self._pieces = [frame_header(_TEXT, self.size), b"[", *bodies, b"]"]

    @property
    def text(self) -> str:
        """The JSON array as ASGI wants it."""
        return b"".join(self._pieces[1:]).decode()

    def write_to(self, transport: asyncio.WriteTransport) -> None:
        """Write it, framed, to a transport."""
        transport.writelines(self._pieces)
