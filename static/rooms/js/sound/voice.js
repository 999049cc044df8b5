/** @typedef {import('./tone.js').Tone} Tone */

/** One sounding note: its tones, each at the desk. */
export class Voice {
  #tones;
  /** @type {(() => void) | null} */
  #whenEnded = null;
  released = false;

  /**
   * @param {import('./desk.js').Desk} desk
   * @param {import('./pianoTone.js').AudioNote} note
   * @param {{tone: Tone, level: number}[]} tones
   * @param {number} [gain]  how loud its player is heard
   */
  constructor(desk, { key, velocity, at }, tones, gain = 1) {
    this.startedAt = at;
    this.velocity = velocity;
    this.#tones = tones;
    let left = tones.length;
    for (const { tone, level } of tones) {
      tone.setLevel(level * gain);
      const unplug = desk.plug(tone.output, key, tone.filtering);
      tone.onEnd(() => {
        unplug();
        left--;
        if (left === 0) this.#whenEnded?.();
      });
    }
  }

  /** @param {() => void} listener  when all of it has died away */
  onEnd(listener) {
    this.#whenEnded = listener;
  }

  /** What dies away already is left to. @param {number} gain @param {number} at audio time */
  setGain(gain, at) {
    if (this.released) return;
    for (const { tone, level } of this.#tones) tone.glideTo(level * gain, at);
  }

  /** @param {number} at audio time */
  release(at) {
    if (this.released) return;
    this.released = true;
    for (const { tone } of this.#tones) tone.release(at);
  }

  /** Makes room for another voice. @param {number} at audio time */
  steal(at) {
    this.released = true;
    for (const { tone } of this.#tones) tone.steal(at);
  }
}
