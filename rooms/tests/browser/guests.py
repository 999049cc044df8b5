"""People who are there only to be seen: bare sockets of one page, without pages of their own."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from playwright.sync_api import Page


@dataclass(frozen=True)
class Guest:
    name: str
    color: str
    room: str = "lobby"
    x: float = 50
    y: float = 50
    settings: dict[str, Any] = field(default_factory=dict)


# Each answers when it is in its room. The scale is one in which nothing sounds wrong.
_INVITE = """async (list) => {
  const scale = ['g', 'a', 'b', 'd', 'e'];
  const invite = ({name, color, room, x, y, settings}, seat) => new Promise((arrived) => {
    const socket = new WebSocket(`ws://${location.host}/ws`);
    const send = (...messages) => socket.send(JSON.stringify(messages));
    socket.onopen = () => send({m: 'hi'});
    socket.onmessage = ({data}) => {
      for (const {m} of JSON.parse(data)) {
        if (m === 'hi') {
          send({m: 'userset', set: {name, color}}, {m: 'ch', _id: room, set: settings});
        }
        if (m !== 'ch') continue;
        send({m: 'm', x, y});
        arrived({say: (message) => send({m: 'a', message}), improvise});
      }
    };
    let beat = 0;
    let held;
    // Each note lasts until the next, in values of an eighth.
    const improvise = () => {
      const stop = held ? [{n: held, s: 1}] : [];
      held = scale[(beat * 2 + seat) % 5] + (1 + (seat * 2 + beat) % 4);
      send({m: 'n', t: Date.now(), n: [...stop, {n: held, v: 0.5 + seat / 10}]});
      setTimeout(improvise, 220 * [1, 2, 1, 3][(beat++ + seat) % 4]);
    };
  });
  const arrivals = [];
  // One after the other, so that who makes a room is its first.
  for (const [seat, guest] of list.entries()) arrivals.push(await invite(guest, seat));
  window.guests = arrivals;
}"""


def invite(page: Page, guests: list[Guest]) -> None:
    """Return when all are where they want to be; `window.guests` speak and play then."""
    page.evaluate(_INVITE, [asdict(guest) for guest in guests])
