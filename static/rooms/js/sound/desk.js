const HEADROOM = 0.9;
const GLIDE_S = 0.02;

/** The mixing desk: a fader for each player, one for all, and a limiter before the loudspeakers. */
export class Desk {
  #context;
  #master;
  /** @type {Map<string, {fader: GainNode, voices: number}>} players that sound at present */
  #players = new Map();
  #gainOf;

  /**
   * @param {AudioContext} context
   * @param {number} volume  0–1
   * @param {(owner: string) => number} gainOf
   */
  constructor(context, volume, gainOf) {
    this.#context = context;
    this.#gainOf = gainOf;
    this.#master = new GainNode(context, { gain: HEADROOM * volume ** 1.5 });
    // Fifty players must not clip; one alone must not be touched.
    const limiter = new DynamicsCompressorNode(context, {
      threshold: -9, knee: 6, ratio: 14, attack: 0.003, release: 0.2,
    });
    this.#master.connect(limiter).connect(context.destination);
  }

  /** @param {number} volume 0–1 */
  setVolume(volume) {
    this.#glide(this.#master, HEADROOM * volume ** 1.5);
  }

  /** @param {string} owner @param {number} gain */
  setGain(owner, gain) {
    const player = this.#players.get(owner);
    if (player) this.#glide(player.fader, gain);
  }

  /** Where a voice of a player goes; `unplug` when it has ended. @param {string} owner @returns {AudioNode} */
  plug(owner) {
    let player = this.#players.get(owner);
    if (!player) {
      player = { fader: new GainNode(this.#context, { gain: this.#gainOf(owner) }), voices: 0 };
      player.fader.connect(this.#master);
      this.#players.set(owner, player);
    }
    player.voices++;
    return player.fader;
  }

  /** @param {string} owner */
  unplug(owner) {
    const player = this.#players.get(owner);
    if (!player || --player.voices > 0) return;
    player.fader.disconnect();
    this.#players.delete(owner);
  }

  /** @param {GainNode} fader @param {number} gain */
  #glide(fader, gain) {
    fader.gain.setTargetAtTime(gain, this.#context.currentTime, GLIDE_S);
  }
}
