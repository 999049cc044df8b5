/** @typedef {import('./tone.js').Tone} Tone */

/** One sounding note: its tones, in their place between left and right. */
export class Voice {
  #tones;
  /** @type {(() => void) | null} */
  #whenEnded = null;
  released = false;

  /**
   * @param {BaseAudioContext} context
   * @param {AudioNode} output
   * @param {import('./pianoTone.js').AudioNote} note
   * @param {{tone: Tone, level: number}[]} tones
   */
  constructor(context, output, { key, velocity, at }, tones) {
    this.startedAt = at;
    this.velocity = velocity;
    this.#tones = tones.map(({ tone }) => tone);
    const place = new StereoPannerNode(context, { pan: (key / 87 - 0.5) * 0.7 });
    for (const { tone, level } of tones) {
      if (level === 1) tone.output.connect(place);
      else tone.output.connect(new GainNode(context, { gain: level })).connect(place);
    }
    place.connect(output);
    let left = tones.length;
    for (const { tone } of tones) {
      tone.onEnd(() => {
        left--;
        if (left > 0) return;
        place.disconnect();
        this.#whenEnded?.();
      });
    }
  }

  /** @param {() => void} listener  when all of it has died away */
  onEnd(listener) {
    this.#whenEnded = listener;
  }

  /** @param {number} at audio time */
  release(at) {
    if (this.released) return;
    this.released = true;
    for (const tone of this.#tones) tone.release(at);
  }

  /** Makes room for another voice. @param {number} at audio time */
  steal(at) {
    this.released = true;
    for (const tone of this.#tones) tone.steal(at);
  }
}
