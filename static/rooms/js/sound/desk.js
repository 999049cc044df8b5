const HEADROOM = 0.9;
const GLIDE_S = 0.02;
/** From the lowest key to the highest; so many that a step between two is not heard. */
const PLACES = 16;
const WIDTH = 0.7;
const LAST_KEY = 87;
/** Filters are a minor third apart; above the last there is nothing to take away. */
const STEPS_PER_OCTAVE = 4;
const OPEN_HZ = 18_000;

/** What a tone wants to be heard through. @typedef {{cutoff: number, Q: number}} Filtering  in Hz */

/**
 * The mixing desk: places from left to right, filters before them, a fader for all, and a limiter before the loudspeakers.
 * Voices share what is alike about them: a filter and a place for each of them would be most of a full room's work.
 */
export class Desk {
  #context;
  #master;
  #places;
  /** @type {Map<string, {node: BiquadFilterNode, place: AudioNode, voices: number}>} */
  #filters = new Map();

  /**
   * @param {BaseAudioContext} context
   * @param {number} volume  0–1
   */
  constructor(context, volume) {
    this.#context = context;
    this.#master = new GainNode(context, { gain: HEADROOM * volume ** 1.5 });
    // Fifty players must not clip; one alone must not be touched.
    const limiter = new DynamicsCompressorNode(context, {
      threshold: -9, knee: 6, ratio: 14, attack: 0.003, release: 0.2,
    });
    this.#master.connect(limiter).connect(context.destination);
    this.#places = Array.from({ length: PLACES }, (_, place) => {
      const node = new StereoPannerNode(context, { pan: (place / (PLACES - 1) - 0.5) * WIDTH });
      node.connect(this.#master);
      return node;
    });
  }

  /** @param {number} volume 0–1 */
  setVolume(volume) {
    this.#master.gain.setTargetAtTime(HEADROOM * volume ** 1.5, this.#context.currentTime, GLIDE_S);
  }

  /**
   * Lets a tone be heard in its key's place.
   * @param {AudioNode} output
   * @param {number} key
   * @param {Filtering | null} filtering
   * @returns {() => void}  to be called when it has ended
   */
  plug(output, key, filtering) {
    const number = Math.round((key / LAST_KEY) * (PLACES - 1));
    if (!filtering || filtering.cutoff >= OPEN_HZ) {
      output.connect(this.#places[number]);
      return () => output.disconnect();
    }
    const filter = this.#filter(number, filtering);
    output.connect(filter.node);
    // Without voices it rests.
    if (filter.voices++ === 0) filter.node.connect(filter.place);
    return () => {
      output.disconnect();
      if (--filter.voices === 0) filter.node.disconnect();
    };
  }

  /** @param {number} place @param {Filtering} filtering */
  #filter(place, { cutoff, Q }) {
    const step = Math.round(Math.log2(cutoff) * STEPS_PER_OCTAVE);
    const name = `${place} ${step} ${Q}`;
    const known = this.#filters.get(name);
    if (known) return known;
    const frequency = 2 ** (step / STEPS_PER_OCTAVE);
    const node = new BiquadFilterNode(this.#context, { type: 'lowpass', frequency, Q });
    const filter = { node, place: this.#places[place], voices: 0 };
    this.#filters.set(name, filter);
    return filter;
  }
}
