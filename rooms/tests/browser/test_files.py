"""Files: what the room plays is recorded, and what others wrote is played; checked with mido."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import mido
import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import PHONE, Enter
from rooms.tests.browser.player import Player
from rooms.tests.browser.site import ROOT

pytestmark = pytest.mark.browser

_TICKS = 480
_TEMPO = mido.bpm2tempo(120)


def _file(*tracks: tuple[str, list[tuple[int, float, float]]], channel: int = 0) -> bytes:
    """A file of tracks of (MIDI note, start, length), in seconds."""
    file = mido.MidiFile(ticks_per_beat=_TICKS)
    for name, notes in tracks:
        track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
        moments = [(start, "note_on", note) for note, start, _ in notes]
        moments += [(start + length, "note_off", note) for note, start, length in notes]
        before = 0
        for time, kind, note in sorted(moments):
            tick = round(mido.second2tick(time, _TICKS, _TEMPO))
            track.append(
                mido.Message(kind, note=note, velocity=80, channel=channel, time=tick - before)
            )
            before = tick
        file.tracks.append(track)
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


def _chooses(player: Player, data: bytes, name: str = "piece.mid") -> None:
    player.part("music-button").click()
    player.part("file-input").set_input_files(
        {"name": name, "mimeType": "audio/midi", "buffer": data}
    )


def _drops(player: Player, data: bytes, name: str = "piece.mid") -> None:
    player.page.evaluate(
        """([bytes, name]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
          for (const type of ['dragover', 'drop']) {
            const how = {dataTransfer, bubbles: true, cancelable: true};
            document.body.dispatchEvent(new DragEvent(type, how));
            window.veiled ||= !document.getElementById('drop-veil').hidden;
          }
        }""",
        [list(data), name],
    )


def _takes(player: Player, play: Callable[[], None], room: Path) -> mido.MidiFile:
    """Record while something is played; what was saved."""
    player.part("record").click()
    expect(player.part("record")).to_have_attribute("aria-pressed", "true")
    play()
    player.part("record").click()
    expect(player.part("take")).to_have_count(1)
    with player.page.expect_download() as download:
        player.part("take-save").click()
    path = room / download.value.suggested_filename
    download.value.save_as(path)
    return mido.MidiFile(path)


def test_what_the_room_plays_is_saved_as_a_file_that_others_read(
    enter: Enter, room: str, tmp_path: Path
) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Bén")
    ann.sees(ben, "Bén")

    def play() -> None:
        ann.plays("c3")
        ben.plays("e3", "g3")
        # Notes are heard a moment after they came, in their order: once one is seen to go down
        # and up, those before it have been heard.
        ben.presses("a3")
        expect(ann.key("a3")).to_contain_class("down")
        ben.lifts()
        expect(ann.key("a3")).not_to_contain_class("down")

    file = _takes(ann, play, tmp_path)
    assert file.type == 1
    assert file.filename and room[:20] in str(file.filename)
    titles = [track.name.encode("latin-1").decode() for track in file.tracks]
    assert titles == [room, "Ann", "Bén"]
    played = [[m.note for m in track if m.type == "note_on"] for track in file.tracks]
    ended = [[m.note for m in track if m.type == "note_off"] for track in file.tracks]
    assert played == [[], [60], [64, 67, 69]]
    assert ended == played
    assert 0 < file.length < 60
    # It is played back as it was, to everybody.
    ann.part("take-play").click()
    ben.hears("c3", "e3", "g3", "a3")


def test_nothing_played_is_no_recording(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}")
    ann.part("record").click()
    ann.part("record").click()
    ann.is_told("Nothing was played")
    expect(ann.part("take")).to_have_count(0)


def test_a_chosen_file_is_played_to_the_room(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}").listens()
    _chooses(ann, _file(("Melody", [(60, 0, 0.2), (64, 0.2, 0.2), (67, 0.4, 0.2)])))
    expect(ann.part("music-dialog")).to_be_hidden()
    expect(ann.part("transport-title")).to_have_text("Melody")
    ben.hears("c3", "e3", "g3")
    ben.has_sounded(3)
    expect(ann.part("transport-play")).to_have_attribute("aria-label", "Play")
    expect(ann.part("transport-time")).to_have_text("0:00 / 0:00")
    for note in ("c3", "e3", "g3"):
        expect(ben.key(note)).not_to_contain_class("down")
    ann.part("transport-close").click()
    expect(ann.part("transport")).to_be_hidden()


def test_a_dropped_file_is_paused_sought_and_stopped(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    late = [(62, 100.0, 30.0)]
    _drops(ann, _file(("Long", [(60, 0, 30.0), *late])))
    assert ann.asks("window.veiled")
    expect(ben.key("c3")).to_contain_class("down")
    ann.part("transport-play").click()
    expect(ben.key("c3")).not_to_contain_class("down")
    expect(ann.part("transport-play")).to_have_attribute("aria-label", "Play")
    ann.part("transport-seek").fill("99.9")
    expect(ann.part("transport-time")).to_have_text("1:39 / 2:10")
    ann.part("transport-play").click()
    ben.hears("c3", "d3")
    expect(ben.key("d3")).to_contain_class("down")
    ann.part("transport-stop").click()
    expect(ben.key("d3")).not_to_contain_class("down")
    expect(ann.part("transport-time")).to_have_text("0:00 / 2:10")


def test_tracks_are_muted_one_by_one_and_drums_from_the_start(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    again = [(60, n * 0.5, 0.2) for n in range(60)]
    bass = [(36, n * 0.5, 30.0) for n in range(1)]
    _chooses(ann, _file(("Right", again), ("<b>Left</b>", bass)))
    expect(ben.key("c1")).to_contain_class("down")
    ann.part("transport-tracks").click()
    track = ann.part("track")
    expect(track).to_have_count(2)
    expect(track.nth(1)).to_contain_text("<b>Left</b>")
    track.nth(1).locator("input").uncheck(force=True)
    expect(ben.key("c1")).not_to_contain_class("down")
    ann.page.keyboard.press("Escape")
    ben.waits("() => window.heard.filter((note) => note === 'c3').length > 3")
    ann.part("transport-close").click()
    _chooses(ann, _file(("Kit", [(38, 0, 5.0)]), channel=9))
    ann.part("transport-tracks").click()
    expect(track.locator("input")).not_to_be_checked()
    expect(track).to_contain_text("drums")
    assert "d1" not in ben.heard


def test_in_a_solo_room_a_file_stops_and_says_why(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ann.sets_room(crownsolo=True)
    ben.waits("() => MPP.room.settings.crownsolo")
    _chooses(ben, _file(("Mine", [(60, 0, 1), (62, 1, 1)])))
    ben.is_told("Only the crown holder plays")
    expect(ben.part("transport-play")).to_have_attribute("aria-label", "Play")
    assert ann.heard == []


def test_what_the_quota_cannot_pay_is_left_out_and_said(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ann.waits("() => MPP.noteQuota.max > 0")
    most = int(ann.asks("MPP.noteQuota.max"))
    many = [(21 + n % 88, 0.001 * (n // 88), 0.5) for n in range(most)]
    _chooses(ann, _file(("Black", many)))
    expect(ann.part("transport-note")).to_contain_text("notes left out")
    ben.waits("() => window.heard.length > 50")
    assert len(ben.heard) < most
    # Fingers still play.
    assert ann.asks("MPP.press('c3')") is True


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"MThd\0\0\0\6\0\1\0\1\0\x60MTrk\0\0\0\x50\0\x90", "is damaged"),
        (b"GIF89a, and no music", "is not a MIDI file"),
        (_file(("Silence", [])), "has no notes"),
    ],
    ids=["broken", "foreign", "silent"],
)
def test_what_cannot_be_played_is_told_in_words(
    enter: Enter, room: str, data: bytes, words: str
) -> None:
    ann = enter(f"/{room}")
    _chooses(ann, data, "<i>x.mid")
    expect(ann.part("file-error")).to_contain_text("<i>x.mid")
    expect(ann.part("file-error")).to_contain_text(words)
    ann.page.keyboard.press("Escape")
    _drops(ann, data)
    ann.is_told(words)
    expect(ann.part("transport")).to_be_hidden()


def test_fifty_megabytes_are_refused_before_they_are_read(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}")
    ann.page.evaluate(
        """() => {
          const dataTransfer = new DataTransfer();
          const file = new File([new Uint8Array(50 * 2 ** 20)], 'huge.mid');
          file.arrayBuffer = () => { throw new Error('read'); };
          dataTransfer.items.add(file);
          document.body.dispatchEvent(new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true}));
        }"""  # noqa: E501
    )
    ann.is_told("“huge.mid” is too large. MIDI files of up to 10 MB can be played.")


def test_a_piece_of_the_bot_is_played_on_a_phone(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", **PHONE), enter(f"/{room}")
    _chooses(ann, (ROOT / "music" / "bach-prelude-c-major.mid").read_bytes())
    ben.waits("() => window.heard.length > 5")
    ann.part("transport-play").tap()
    expect(ann.part("transport-play")).to_have_attribute("aria-label", "Play")
