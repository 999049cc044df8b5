"""`window.MPP`: what users' scripts for this protocol expect of a page."""

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter

pytestmark = pytest.mark.browser


def test_a_script_plays_sustains_and_knows_the_keys(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}").listens(), enter(f"/{room}")
    assert ann.asks("Object.keys(MPP.piano.keys).length") == 88
    assert ann.asks("MPP.piano.keys['as-1']") == {
        "note": "as-1",
        "baseNote": "as",
        "octave": -1,
        "sharp": True,
        "loaded": True,
    }
    ann.asks("MPP.pressSustain()")
    assert ann.asks("MPP.press('c3', 0.8)") is True
    assert ann.asks("MPP.press('h9')") is False
    ann.asks("MPP.release('c3')")
    ben.hears("c3")
    expect(ben.key("c3")).to_contain_class("down")
    ann.asks("MPP.releaseSustain()")
    expect(ben.key("c3")).not_to_contain_class("down")
    ann.asks("MPP.client.startNote('d3', 0.5)")
    expect(ben.key("d3")).to_contain_class("down")
    ann.asks("MPP.client.stopNote('d3')")
    expect(ben.key("d3")).not_to_contain_class("down")
    # Heard and seen here alone.
    before, points = ann.voices, ann.asks("MPP.noteQuota.points")
    ann.asks("MPP.piano.play('e3', 0.5, {id: 'x', color: '#ff0000'}, 0)")
    expect(ann.key("e3")).to_contain_class("down")
    ann.asks("MPP.piano.stop('e3', {id: 'x'})")
    expect(ann.key("e3")).not_to_contain_class("down")
    assert ann.voices == before + 1
    assert ann.asks("MPP.noteQuota.points") >= points
    assert ben.heard == ["c3", "d3"]


def test_a_script_listens_once_or_until_it_had_enough(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ann.page.evaluate(
        """() => {
          window.got = [];
          window.listener = ({a}) => window.got.push(a);
          MPP.client.on('a', window.listener);
          MPP.client.once('a', ({a}) => window.got.push(`once ${a}`));
        }"""
    )
    ben.asks("MPP.chat.send('one')")
    ann.waits("() => window.got.length === 2")
    ben.asks("MPP.chat.send('two')")
    ann.waits("() => window.got.length === 3")
    ann.asks("MPP.client.off('a', window.listener)")
    ann.asks("MPP.chat.send('three')")
    ann.reads("three")
    assert ann.asks("window.got") == ["one", "once one", "two"]


def test_a_script_knows_who_is_where(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ann.sees(ben, "Ben")
    assert ann.asks("MPP.client.isConnected()") is True
    assert ann.asks("MPP.client.isOwner()") is True
    assert ben.asks("MPP.client.isOwner()") is False
    assert ann.asks("MPP.client.countParticipants()") == 2
    assert ann.asks("MPP.client.channel._id") == room
    assert ann.asks("MPP.client.getOwnParticipant().name") == "Ann"
    assert ann.asks(f"MPP.client.ppl['{ben.id}']._id") == ben.id
    assert ann.asks(f"MPP.client.findParticipantById('{ben.id}').name") == "Ben"
    assert ann.asks("MPP.client.findParticipantById('nobody')") is None
    assert abs(ann.asks("MPP.client.serverTimeOffset")) < 60_000
    assert ann.asks("MPP.noteQuota.spend(1e9)") is False
    ann.page.evaluate(
        """() => {
          window.seen = [];
          for (const name of ['participant added', 'participant removed', 'count'])
            MPP.client.on(name, (event) => window.seen.push(event.name ?? event));
        }"""
    )
    ben.page.close()
    ann.waits("() => window.seen.length === 2")
    assert ann.asks("window.seen") == ["Ben", 1]
    # What is given out cannot be used to change anything.
    ann.asks("MPP.client.channel.settings.color = '#ffffff', MPP.client.ppl.x = {}")
    assert ann.asks("MPP.client.countParticipants()") == 1
    assert ann.asks("MPP.client.channel.settings.color") != "#ffffff"
    elsewhere = f"{room}-elsewhere"
    ann.page.evaluate("room => MPP.client.setChannel(room, {visible: false})", elsewhere)
    ann.is_in(elsewhere)
    assert ann.asks("MPP.room.settings.visible") is False


def test_a_script_shows_lines_and_notices_as_text(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ann.page.evaluate(
        """() => {
          const p = {_id: 'bot', id: 'bot', name: 'Bot', color: '#123456'};
          MPP.chat.receive({a: 'only for <b>you</b>', p});
          new MPP.Notification({title: 'Script', text: '<i>loaded</i>', duration: 9000});
          MPP.client.emit('notification', {title: '', text: 'and running', duration: 9000});
        }"""
    )
    ann.reads("only for <b>you</b>", by="Bot")
    ann.is_told("<i>loaded</i>")
    ann.is_told("and running")
    expect(ben.part("chat-line")).to_have_count(0)
