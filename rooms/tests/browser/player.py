"""Somebody at the piano: one page, and the words in which tests speak about it."""

from __future__ import annotations

from typing import Any, Literal, Self

from playwright.sync_api import CDPSession, Locator, Page, expect

Part = Literal["key", "cursor", "person"]

_LISTEN = """() => {
  window.heard = [];
  MPP.client.on('n', ({n}) => window.heard.push(...n.filter((note) => !note.s).map(({n}) => n)));
}"""


class Player:
    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self._site = site
        self._hand: CDPSession | None = None

    # --- places

    def opens(self, address: str) -> Self:
        """Go to an address of the site; return when in a room."""
        self.page.goto(self._site + address)
        return self._begins()

    def reloads(self) -> Self:
        self.page.reload()
        return self._begins()

    def _begins(self) -> Self:
        self.waits("() => window.MPP?.room.ownId && MPP.room.id")
        self.page.evaluate(_LISTEN)
        return self

    def is_in(self, room: str) -> None:
        self.waits("room => MPP.room.id === room", room)
        expect(self.part("room-name")).to_have_text(room)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self._site)

    def waits(self, condition: str, argument: Any = None) -> None:
        """Return when a function of the page says yes."""
        self.page.wait_for_function(condition, arg=argument)

    def asks(self, question: str) -> Any:
        return self.page.evaluate(f"() => {question}")

    def sends(self, *messages: dict[str, Any]) -> None:
        """Past the page's own checks, as a script would."""
        self.page.evaluate("messages => MPP.client.sendArray(messages)", list(messages))

    # --- what is on the page

    def part(self, name: str) -> Locator:
        return self.page.get_by_test_id(name)

    def key(self, note: str) -> Locator:
        return self.page.locator(f'[data-testid="key"][data-key="{note}"]')

    def cursor_of(self, other: Player) -> Locator:
        return self.page.locator(f'[data-testid="cursor"][data-id="{other.id}"]')

    def tag_of(self, other: Player) -> Locator:
        return self.page.locator(f'[data-testid="person"][data-id="{other.id}"]')

    def room_item(self, room: str) -> Locator:
        return self.part("room-item").filter(has_text=room)

    # --- who one is

    @property
    def id(self) -> str:
        return str(self.asks("MPP.room.ownId"))

    @property
    def name(self) -> str:
        return str(self.me["name"])

    @property
    def me(self) -> dict[str, Any]:
        me: dict[str, Any] = self.asks("MPP.room.people.find(({id}) => id === MPP.room.ownId)")
        return me

    def is_called(self, name: str, color: str | None = None) -> Self:
        """Take a name, and a colour, by way of the dialog."""
        self.tag_of(self).click()
        self.part("name-input").fill(name)
        if color:
            self.part("color-input").fill(color)
        self.part("name-save").click()
        expect(self.tag_of(self)).to_contain_text(name)
        return self

    def sees(self, other: Player, name: str) -> None:
        expect(self.tag_of(other).locator(".person-name")).to_have_text(name)
        expect(self.cursor_of(other)).to_have_text(name)

    def sees_nothing_of(self, other_id: str) -> None:
        expect(self.page.locator(f'[data-testid="person"][data-id="{other_id}"]')).to_have_count(0)

    # --- hands

    def listens(self) -> Self:
        """Browsers sound only after a gesture; this one plays nothing."""
        self.page.mouse.click(*self._middle(self.page.locator("#room")))
        self.waits("() => MPP.sound.state === 'running'")
        return self

    def presses(self, note: str) -> None:
        """Put the mouse on a key and keep it down."""
        self.page.mouse.move(*self.place_of(note))
        self.page.mouse.down()

    def lifts(self) -> None:
        self.page.mouse.up()

    def plays(self, *notes: str) -> None:
        for note in notes:
            self.presses(note)
            self.lifts()

    def types(self, *codes: str) -> None:
        """Strike keys of the computer keyboard, named by their place."""
        for code in codes:
            self.page.keyboard.press(code)

    def taps(self, note: str) -> None:
        self.page.touchscreen.tap(*self.place_of(note))

    def lays_fingers_on(self, *notes: str) -> None:
        """Touch several keys at once; without keys, lift all fingers."""
        points = [dict(zip("xy", self.place_of(note), strict=True)) for note in notes]
        self._hand = self._hand or self.page.context.new_cdp_session(self.page)
        kind = "touchStart" if points else "touchEnd"
        self._hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def points_at(self, x: float, y: float) -> None:
        """Move the mouse, in percent of the window."""
        size = self.page.viewport_size
        assert size
        self.page.mouse.move(size["width"] * x / 100, size["height"] * y / 100)

    def sees_pointing(self, other: Player, x: float, y: float) -> None:
        self.waits(
            """([id, x, y]) => {
              const {left, top} = document.querySelector(`.cursor[data-id="${id}"]`).getBoundingClientRect();
              return Math.abs(left / innerWidth * 100 - x) < 2 && Math.abs(top / innerHeight * 100 - y) < 2;
            }""",  # noqa: E501
            [other.id, x, y],
        )

    def place_of(self, note: str) -> tuple[float, float]:
        """A point of a key that no other key covers."""
        box = self.key(note).bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.85

    @staticmethod
    def _middle(element: Locator) -> tuple[float, float]:
        box = element.bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    # --- ears

    @property
    def voices(self) -> int:
        """How many voices have ever been started; a probe of the sound, not an ear."""
        return int(self.asks("MPP.sound.voicesStarted"))

    @property
    def heard(self) -> list[str]:
        """The notes of others, as the wire brought them."""
        return [str(note) for note in self.asks("window.heard")]

    def hears(self, *notes: str) -> None:
        """Return when these were the last notes that came from others, in this order."""
        self.waits(
            "notes => notes.every((note, i) => note === window.heard.at(i - notes.length))",
            list(notes),
        )

    def has_sounded(self, voices: int) -> None:
        """Return when so many voices have been started in all."""
        self.waits("count => MPP.sound.voicesStarted >= count", voices)
        assert self.voices == voices

    # --- words

    def says(self, text: str) -> None:
        self.page.keyboard.press("Enter")
        expect(self.part("chat-input")).to_be_focused()
        self.part("chat-input").fill(text)
        self.page.keyboard.press("Enter")
        expect(self.part("chat-input")).to_have_value("")
        self.page.keyboard.press("Escape")

    def reads(self, text: str, *, by: str | None = None) -> None:
        line = self.part("chat-line").filter(has=self.page.get_by_text(text, exact=True))
        expect(line).to_have_count(1)
        if by is not None:
            expect(line.locator(".chat-name")).to_have_text(by)

    def is_told(self, text: str) -> None:
        expect(self.part("notification").filter(has_text=text).first).to_be_visible()

    # --- governing

    def opens_tag_of(self, other: Player) -> Locator:
        self.tag_of(other).click()
        dialog = self.part("person-dialog")
        expect(dialog).to_be_visible()
        return dialog

    def sets_room(self, **switches: bool) -> None:
        """Change switches of the room's settings by their dialog."""
        self.part("room-settings-button").click()
        dialog = self.part("room-settings-dialog")
        for name, on in switches.items():
            box = dialog.locator(f'input[name="{name}"]')
            if box.is_checked() != on:
                dialog.locator("label", has=self.page.locator(f'[name="{name}"]')).click()
            expect(box).to_be_checked(checked=on)
        self.part("room-settings-save").click()
        expect(dialog).to_be_hidden()

    def holds_crown(self) -> None:
        self.waits("() => MPP.room.crown?.participantId === MPP.room.ownId")
        expect(self.part("room-settings-button")).to_be_visible()
