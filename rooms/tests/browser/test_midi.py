"""MIDI keyboards and instruments, with devices of our own in the place of the browser's."""

from typing import Any

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter
from rooms.tests.browser.player import Player

pytestmark = pytest.mark.browser

# `midi.input(id)` and `midi.output(id)` plug something in; `midi.strikes(id, ...bytes)` is what a
# keyboard sends, `midi.sent` what outputs got.
DEVICES = """
  const inputs = new Map();
  const outputs = new Map();
  const access = {inputs, outputs, onstatechange: null};
  const plug = (map, port) => {
    map.set(port.id, port);
    access.onstatechange?.({port});
  };
  const about = {manufacturer: 'Acme', version: '1.0', state: 'connected', connection: 'closed'};
  window.midi = {
    sent: [],
    input: (id) => plug(inputs, {...about, type: 'input', id, name: `Keys ${id}`}),
    output: (id) => plug(outputs, {
      ...about, type: 'output', id, name: `Box ${id}`,
      send: (data) => window.midi.sent.push([...data]),
    }),
    unplug(id) {
      const port = inputs.get(id) ?? outputs.get(id);
      port.state = 'disconnected';
      access.onstatechange?.({port});
    },
    strikes: (id, ...data) => inputs.get(id).onmidimessage?.({data: new Uint8Array(data)}),
  };
  navigator.requestMIDIAccess = async () => access;
  window.midi.input('one');
  window.midi.input('two');
  window.midi.output('box');
"""
_ON, _OFF, _PEDAL = 0x90, 0x80, 0xB0
_DOORS = """() => {
  window.told = [];
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (typeof data === 'string') window.told.push(...JSON.parse(data));
    return send.call(this, data);
  };
}"""


def _with_devices(player: Player, script: str = DEVICES) -> Player:
    player.page.add_init_script(f"({_DOORS})()")
    player.page.add_init_script(script)
    return player.reloads()


def _strikes(player: Player, device: str, *data: int) -> None:
    player.page.evaluate("([id, ...data]) => midi.strikes(id, ...data)", [device, *data])


def _opens_midi(player: Player) -> None:
    player.part("settings-button").click()
    player.part("settings-tab-midi").click()


def _turns_on(player: Player) -> None:
    _opens_midi(player)
    player.part("midi").check(force=True)
    expect(player.part("midi-device")).to_have_count(3)


def _switch(player: Player, name: str) -> Any:
    return player.part("midi-device").filter(has_text=name).locator("input")


def _leaves(player: Player) -> None:
    player.page.keyboard.press("Escape")
    expect(player.part("settings-dialog")).to_be_hidden()


def test_a_keyboard_plays_sustains_and_bends_once_midi_is_on(enter: Enter, room: str) -> None:
    ann, ben = _with_devices(enter(f"/{room}")), enter(f"/{room}")
    _strikes(ann, "one", _ON, 60, 100)
    _turns_on(ann)
    _leaves(ann)
    _strikes(ann, "one", _ON, 62, 100)
    ben.hears("d3")
    expect(ben.key("d3")).to_contain_class("down")
    _strikes(ann, "one", _PEDAL, 64, 127)
    expect(ann.part("pedal")).to_have_attribute("aria-pressed", "true")
    _strikes(ann, "one", _OFF, 62, 0)
    _strikes(ann, "one", 0xE0, 127, 127)
    _strikes(ann, "two", _ON, 64, 100)
    _strikes(ann, "one", _ON, 64, 100)
    ben.hears("d3", "e3", "fs3")
    expect(ben.key("d3")).to_contain_class("down")
    _strikes(ann, "one", _PEDAL, 64, 0)
    expect(ben.key("d3")).not_to_contain_class("down")
    # Drums stay out until they are let in.
    _strikes(ann, "one", 0x99, 36, 100)
    _opens_midi(ann)
    ann.part("midi-drums").check(force=True)
    _strikes(ann, "one", 0x99, 38, 100)
    ben.hears("fs3", "d1")
    assert "c1" not in ben.heard
    assert "c3" not in ben.heard


def test_the_switch_of_each_device_survives_a_reload(enter: Enter, room: str) -> None:
    ann, ben = _with_devices(enter(f"/{room}")), enter(f"/{room}")
    _turns_on(ann)
    _switch(ann, "Keys two").uncheck(force=True)
    ann.reloads()
    ann.waits("() => window.told.some(({m}) => m === 'devices')")
    _strikes(ann, "two", _ON, 60, 100)
    _strikes(ann, "one", _ON, 62, 100)
    ben.hears("d3")
    assert ben.heard == ["d3"]
    _opens_midi(ann)
    expect(_switch(ann, "Keys one")).to_be_checked()
    expect(_switch(ann, "Keys two")).not_to_be_checked()
    expect(_switch(ann, "Box box")).not_to_be_checked()


def test_an_output_sounds_along_with_everybody_or_with_oneself(enter: Enter, room: str) -> None:
    ann, ben = _with_devices(enter(f"/{room}")), enter(f"/{room}")
    _turns_on(ann)
    _switch(ann, "Box box").check(force=True)
    _leaves(ann)
    ann.plays("c3")
    ann.waits("() => midi.sent.length === 2")
    assert [message[:2] for message in ann.asks("midi.sent")] == [[_ON, 60], [_OFF, 60]]
    ben.plays("e3")
    ann.waits("() => midi.sent.length === 4")
    assert ann.asks("midi.sent[2][1]") == 64
    _opens_midi(ann)
    ann.part("midi-others").uncheck(force=True)
    _leaves(ann)
    ben.plays("g3")
    ann.hears("e3", "g3")
    ann.plays("a3")
    ann.waits("() => midi.sent.some(([, note]) => note === 69)")
    assert not ann.asks("midi.sent.some(([, note]) => note === 67)")


def test_devices_come_and_go_and_the_server_is_told(enter: Enter, room: str) -> None:
    ann, ben = _with_devices(enter(f"/{room}")), enter(f"/{room}")
    _turns_on(ann)
    told = "(count) => window.told.findLast(({m}) => m === 'devices')?.list.length === count"
    ann.waits(told, 3)
    assert ann.asks("window.told.findLast(({m}) => m === 'devices').list[0]") == {
        "type": "input",
        "manufacturer": "Acme",
        "name": "Keys one",
        "version": "1.0",
        "enabled": True,
        "volume": 1,
    }
    ann.page.evaluate("midi.input('three')")
    expect(ann.part("midi-device")).to_have_count(4)
    ann.waits(told, 4)
    _strikes(ann, "three", _ON, 60, 90)
    expect(ben.key("c3")).to_contain_class("down")
    # Pulled out with a key down, it must not leave it hanging.
    ann.page.evaluate("midi.unplug('three')")
    expect(ben.key("c3")).not_to_contain_class("down")
    expect(ann.part("midi-device")).to_have_count(3)
    ann.part("midi").uncheck(force=True)
    expect(ann.part("midi-device")).to_have_count(0)
    ann.waits(told, 0)


@pytest.mark.parametrize(
    ("browser", "words"),
    [
        ("delete Navigator.prototype.requestMIDIAccess;", "cannot use MIDI devices"),
        (
            """navigator.requestMIDIAccess = async () => {
              throw new DOMException('no', 'NotAllowedError');
            };""",
            "does not let this page use MIDI devices",
        ),
        (
            """navigator.requestMIDIAccess = async () => (
              {inputs: new Map(), outputs: new Map(), onstatechange: null}
            );""",
            "No device is plugged in",
        ),
    ],
    ids=["missing", "refused", "empty"],
)
def test_one_is_told_why_there_is_no_midi(
    enter: Enter, room: str, browser: str, words: str
) -> None:
    ann = _with_devices(enter(f"/{room}"), browser)
    _opens_midi(ann)
    ann.part("midi").check(force=True)
    expect(ann.part("midi-status")).to_contain_text(words)
    _leaves(ann)
    ann.types("KeyE")
    ann.has_sounded(1)
