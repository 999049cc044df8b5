import { now } from '../util/now.js';
import { SampleBank } from './samples.js';
import { Voice } from './voice.js';

const MAX_VOICES = 80;
const HEADROOM = 0.9;
const JUMP_S = 0.03;

/** The instrument. Without a gesture of the visitor browsers give no sound; until then notes are only seen. */
export class SoundEngine {
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {GainNode | null} */
  #master = null;
  #bank = new SampleBank();
  #volume = 1;
  /** @type {Map<string, Voice>} the last voice of each player's key */
  #voices = new Map();
  /** @type {Set<Voice>} */
  #sounding = new Set();
  #lead = NaN;
  /** Voices really started, ever. */
  voicesStarted = 0;

  get state() {
    return this.#context?.state ?? 'waiting';
  }

  get samplesLoaded() {
    return this.#bank.loaded;
  }

  get samplesTotal() {
    return this.#bank.total;
  }

  get voicesSounding() {
    return this.#sounding.size;
  }

  /** Decoding needs no permission to sound. @param {string} base */
  async load(base) {
    await this.#bank.load(base, new OfflineAudioContext(1, 1, 44_100));
  }

  /** To be called within a gesture; harmless afterwards. */
  unlock() {
    this.#context ??= this.#create();
    if (this.#context.state !== 'running') this.#context.resume().catch(() => undefined);
  }

  /** @param {number} volume 0–1 */
  setVolume(volume) {
    this.#volume = volume;
    const context = this.#context;
    if (context) this.#master?.gain.setTargetAtTime(HEADROOM * volume ** 1.5, context.currentTime, 0.02);
  }

  /**
   * @param {string} owner
   * @param {{key: number, velocity: number, at?: number}} note  `at` monotonic ms; absent = this instant
   */
  start(owner, { key, velocity, at }) {
    const context = this.#context;
    if (!context || !this.#master || !this.#mayStart(context, at)) return;
    const when = at === undefined ? context.currentTime : this.#audioTime(context, at);
    const id = `${key} ${owner}`;
    this.#voices.get(id)?.release(when);
    this.#makeRoom(context.currentTime);
    const voice = new Voice(context, this.#master, { key, velocity, at: when }, this.#bank.find(key));
    this.#voices.set(id, voice);
    this.#sounding.add(voice);
    voice.onEnd(() => {
      this.#sounding.delete(voice);
      if (this.#voices.get(id) === voice) this.#voices.delete(id);
    });
    this.voicesStarted++;
  }

  /** @param {string} owner @param {number} key @param {number} [at] monotonic ms */
  stop(owner, key, at) {
    const context = this.#context;
    if (!context) return;
    const when = at === undefined ? context.currentTime : this.#audioTime(context, at);
    this.#voices.get(`${key} ${owner}`)?.release(when);
  }

  /** Lets go of everything a player holds: they left, or were muted. @param {string} owner */
  stopAll(owner) {
    for (const [id, voice] of this.#voices) {
      if (id.endsWith(` ${owner}`)) voice.release(this.#context?.currentTime ?? 0);
    }
  }

  #create() {
    const context = new AudioContext({ latencyHint: 'interactive' });
    this.#master = context.createGain();
    this.#master.gain.value = HEADROOM * this.#volume ** 1.5;
    // Fifty players must not clip; one alone must not be touched.
    const limiter = new DynamicsCompressorNode(context, {
      threshold: -9, knee: 6, ratio: 14, attack: 0.003, release: 0.2,
    });
    this.#master.connect(limiter).connect(context.destination);
    return context;
  }

  /**
   * In the gesture that unlocks it the context is not running yet; the note that did it must sound all the same.
   * Anything else would pile up in a silent context and burst out later.
   * @param {AudioContext} context
   * @param {number | undefined} at
   */
  #mayStart(context, at) {
    if (context.state === 'running') return true;
    return at === undefined && (navigator.userActivation?.isActive ?? true);
  }

  #makeRoom(/** @type {number} */ time) {
    while (this.#sounding.size >= MAX_VOICES) {
      let victim = null;
      let least = Infinity;
      for (const voice of this.#sounding) {
        const worth = (voice.released ? 0 : 1) + voice.velocity - Math.max(0, time - voice.startedAt) * 0.25;
        if (worth < least) [victim, least] = [voice, worth];
      }
      if (!victim) return;
      victim.steal(time);
      this.#sounding.delete(victim);
    }
  }

  /**
   * The audio clock's time of a moment, so that it is heard then: the mapping is smoothed, because it is read in steps.
   * @param {AudioContext} context
   * @param {number} at
   */
  #audioTime(context, at) {
    const stamp = context.getOutputTimestamp?.();
    const base = now();
    const lead = stamp?.contextTime && stamp.performanceTime
      ? stamp.contextTime - (performance.timeOrigin + stamp.performanceTime) / 1000
      : context.currentTime - base / 1000;
    const steady = Math.abs(lead - this.#lead) < JUMP_S;
    this.#lead = steady ? this.#lead + (lead - this.#lead) * 0.05 : lead;
    return Math.max(context.currentTime, at / 1000 + this.#lead);
  }
}
