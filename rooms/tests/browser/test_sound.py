"""What is heard: measured by a probe before the loudspeakers, and by rendering notes offline."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rooms.tests.browser.conftest import Enter
from rooms.tests.browser.player import Player

pytestmark = pytest.mark.browser

# An analyser before the loudspeakers. `peakOf(ms)`: the highest sample that passes in that time.
_PROBE = """
  const {connect} = AudioNode.prototype;
  AudioNode.prototype.connect = function (node, ...rest) {
    if (node === this.context.destination && this.context instanceof AudioContext) {
      window.probe ??= new AnalyserNode(this.context, {fftSize: 4096});
      connect.call(this, window.probe);
    }
    return connect.call(this, node, ...rest);
  };
  window.peakWithin = (ms) => new Promise((done) => {
    const end = performance.now() + ms;
    const wave = new Float32Array(4096);
    let peak = 0;
    const look = () => {
      window.probe.getFloatTimeDomainData(wave);
      peak = wave.reduce((most, value) => Math.max(most, Math.abs(value)), peak);
      if (performance.now() < end) requestAnimationFrame(look); else done(peak);
    };
    look();
  });
"""

# A note of each instrument, let go after 0.4 s: how loud it is before, and two seconds later.
_RENDER = """async (patches) => {
  const {tonesOf} = await import('/static/rooms/js/sound/instrument.js');
  const {Desk} = await import('/static/rooms/js/sound/desk.js');
  const {Voice} = await import('/static/rooms/js/sound/voice.js');
  const loudest = (data) => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Promise.all(patches.map(async (patch) => {
    const context = new OfflineAudioContext(1, 44100 * 3, 44100);
    const note = {key: 39, velocity: 0.7, at: 0};
    new Voice(new Desk(context, 1), note, tonesOf(context, note, patch, null)).release(0.4);
    const data = (await context.startRendering()).getChannelData(0);
    return [loudest(data.subarray(0, 17640)), loudest(data.subarray(110250))];
  }));
}"""
# Of what kind oscillators were.
_WAVES = """
  window.waves = [];
  window.OscillatorNode = class extends OscillatorNode {
    constructor(context, options) { super(context, options); window.waves.push(this.type); }
  };
"""
_SYNTH = {
    "instrument": "synth",
    "synthAttack": 0.01,
    "synthDecay": 0.2,
    "synthSustain": 0.5,
    "synthRelease": 0.1,
    "synthPiano": 0,
}


def _probed(page: Page) -> None:
    page.add_init_script(_PROBE)


def _opens_with_probe(player: Player) -> Player:
    _probed(player.page)
    return player.reloads().listens()


def test_every_instrument_sounds_and_falls_silent(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}")
    waves = ("sine", "triangle", "square", "sawtooth")
    patches: list[dict[str, Any]] = [
        {"instrument": "piano"},
        {"instrument": "epiano"},
        *({**_SYNTH, "synthWave": wave} for wave in waves),
        {**_SYNTH, "synthWave": "sine", "synthPiano": 0.5},
    ]
    levels = ann.page.evaluate(_RENDER, patches)
    for patch, (sounding, silent) in zip(patches, levels, strict=True):
        assert 0.05 < sounding <= 1, patch
        assert silent < 0.001, patch


def test_the_instrument_is_switched_at_once_and_kept(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}")
    ann.page.add_init_script(_WAVES)
    ann.reloads().listens()
    ann.waits("() => MPP.sound.samplesLoaded === MPP.sound.samplesTotal")
    ann.plays("c3")
    assert ann.asks("window.waves") == []
    ann.part("instrument").select_option("epiano")
    ann.plays("c3")
    assert len(ann.asks("window.waves")) == 3
    ann.part("instrument").select_option("synth")
    ann.part("settings-button").click()
    ann.part("settings-tab-sound").click()
    expect(ann.part("synth-settings")).to_be_visible()
    ann.part("synth-wave").select_option("sawtooth")
    ann.page.keyboard.press("Escape")
    ann.plays("c3")
    assert ann.asks("window.waves.at(-1)") == "sawtooth"
    ann.reloads()
    expect(ann.part("instrument")).to_have_value("synth")


def test_an_oscillator_stands_in_until_the_recordings_are_there(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}")
    ann.page.add_init_script(_WAVES)
    ann.page.route("**/salamander/**", lambda route: route.fulfill(status=204, body=""))
    ann.reloads().listens()
    ann.plays("c3")
    ann.has_sounded(1)
    assert ann.asks("window.waves") == ["triangle"]


def test_each_player_has_a_volume_of_their_own(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), _opens_with_probe(enter(f"/{room}", "Ben"))
    ben.sees(ann, "Ann")

    def heard() -> float:
        peak = ben.page.evaluate_handle("() => ({level: window.peakWithin(1200)})")
        ann.plays("c3")
        return float(peak.evaluate("({level}) => level"))

    assert heard() > 0.01
    ben.waits("() => MPP.sound.voicesSounding === 0")
    ben.opens_tag_of(ann)
    ben.part("person-volume").fill("0")
    ben.page.keyboard.press("Escape")
    assert heard() < 0.001
    ben.reloads().listens()
    ben.sees(ann, "Ann")
    assert heard() < 0.001
    ben.opens_tag_of(ann)
    expect(ben.part("person-volume")).to_have_value("0")
    ben.page.keyboard.press("Escape")


def test_two_players_on_one_key_do_not_cut_each_other(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann").listens(), enter(f"/{room}", "Ben")
    ann.presses("c3")
    ben.presses("c3")
    ann.has_sounded(2)
    assert ann.asks("MPP.sound.voicesSounding") == 2
    ben.lifts()
    ann.waits("() => MPP.sound.voicesSounding === 1")
    expect(ann.key("c3")).to_contain_class("down")
    ann.lifts()
    ann.waits("() => MPP.sound.voicesSounding === 0")


def test_there_are_never_more_voices_than_the_limit(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}").listens()
    most = ann.page.evaluate(
        """() => {
          MPP.pressSustain();
          let most = 0;
          for (const note of Object.keys(MPP.piano.keys)) {
            MPP.press(note, 0.5);
            MPP.release(note);
            most = Math.max(most, MPP.sound.voicesSounding);
          }
          return most;
        }"""
    )
    assert most == 80
    assert ann.voices == 88


def test_without_audio_one_still_plays_and_is_told(enter: Enter, room: str, watch: Any) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ann.page.add_init_script(
        """const refuse = class {
          constructor() { throw new DOMException('no', 'NotSupportedError'); }
        };
        window.AudioContext = refuse;
        window.OfflineAudioContext = refuse;"""
    )
    ann.reloads()
    ann.types("KeyE")
    ben.hears("c3")
    ann.is_told("This browser plays no sound")
    expect(ann.key("c3")).not_to_contain_class("down")
    ben.plays("d3")
    ann.hears("d3")
    expect(ann.part("sound-hint")).to_be_hidden()
    assert ann.voices == 0


def test_where_sound_stays_suspended_one_plays_silently_and_sees_why(
    enter: Enter, room: str
) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ann.page.add_init_script(
        """AudioContext.prototype.resume = () => new Promise(() => {});
        Object.defineProperty(AudioContext.prototype, 'state', {get: () => 'suspended'});"""
    )
    ann.reloads()
    ann.types("KeyE", "KeyT")
    ben.hears("c3", "e3")
    expect(ann.part("sound-hint")).to_have_text("No sound yet – click to try again")
