import { PLAY_DEFAULTS } from '../room/playSettings.js';
import { now } from '../util/now.js';
import { Desk } from './desk.js';
import { tonesOf } from './instrument.js';
import { SampleBank } from './samples.js';
import { leastHeard, MAX_VOICES } from './stealing.js';
import { Voice } from './voice.js';

const JUMP_S = 0.03;
/** A gesture that did not bring sound within this time will not. */
const PATIENCE_MS = 2000;

/** @typedef {'refused' | 'suspended' | 'running'} Hearing  no sound at all in this browser; none in spite of a gesture; sound */

/** The instrument. Without a gesture of the visitor browsers give no sound; until then notes are only seen. */
export class SoundEngine {
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {Desk | null} */
  #desk = null;
  #bank = new SampleBank();
  #volume = 1;
  /** @type {Map<string, number>} of players that are not as loud as they play */
  #gains = new Map();
  /** @type {import('./instrument.js').Patch} */
  #patch = PLAY_DEFAULTS;
  /** @type {Map<string, Map<number, Voice>>} the last voice of each player's key */
  #voices = new Map();
  /** @type {Set<Voice>} */
  #sounding = new Set();
  #lead = NaN;
  #refused = false;
  #askedAt = NaN;
  /** @type {Set<(hearing: Hearing) => void>} */
  #hearingListeners = new Set();
  /** Voices really started, ever. */
  voicesStarted = 0;

  get state() {
    return this.#refused ? 'refused' : (this.#context?.state ?? 'waiting');
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
    try {
      await this.#bank.load(base, new OfflineAudioContext(1, 1, 44_100));
    } catch {
      // Without sound there is nothing to load for; notes are seen all the same.
      this.#refuse();
    }
  }

  /** Hears when there is sound, and when there is none where there should be. @param {(hearing: Hearing) => void} listener */
  onHearing(listener) {
    this.#hearingListeners.add(listener);
  }

  /** How long what starts now is under way to the ear, in ms; 0 while nothing sounds. */
  get outputDelay() {
    const context = this.#context;
    if (context?.state !== 'running') return 0;
    return Math.max(0, (context.currentTime - this.#leadOf(context)) * 1000 - now());
  }

  /** To be called within a gesture; harmless afterwards. */
  unlock() {
    if (this.#refused || this.#context?.state === 'running') return;
    try {
      this.#context ??= this.#create();
    } catch {
      this.#refuse();
      return;
    }
    this.#context.resume().catch(() => undefined);
    if (now() - this.#askedAt < PATIENCE_MS) return;
    this.#askedAt = now();
    setTimeout(() => this.#lookAfterGesture(), PATIENCE_MS);
  }

  /** @param {number} volume 0–1 */
  setVolume(volume) {
    this.#volume = volume;
    this.#desk?.setVolume(volume);
  }

  /** How loud a player is heard; 1 = as they play. @param {string} owner @param {number} gain */
  setGain(owner, gain) {
    this.#gains.set(owner, gain);
    for (const voice of this.#voices.get(owner)?.values() ?? []) voice.setGain(gain, this.#context?.currentTime ?? 0);
  }

  /** What notes sound like from now on. @param {import('./instrument.js').Patch} patch */
  setInstrument(patch) {
    this.#patch = patch;
  }

  /**
   * @param {string} owner
   * @param {{key: number, velocity: number, at?: number}} note  `at` monotonic ms; absent = this instant
   */
  start(owner, { key, velocity, at }) {
    const context = this.#context;
    if (!context || !this.#desk || !this.#mayStart(context, at)) return;
    const when = at === undefined ? context.currentTime : this.#audioTime(context, at);
    this.#voices.get(owner)?.get(key)?.release(when);
    this.#makeRoom(context.currentTime);
    const note = { key, velocity, at: when };
    const tones = tonesOf(context, note, this.#patch, this.#bank.find(key));
    const voice = new Voice(this.#desk, note, tones, this.#gains.get(owner));
    this.#keep(owner, key, voice);
    this.voicesStarted++;
  }

  /** @param {string} owner @param {number} key @param {number} [at] monotonic ms */
  stop(owner, key, at) {
    const context = this.#context;
    if (!context) return;
    const when = at === undefined ? context.currentTime : this.#audioTime(context, at);
    this.#voices.get(owner)?.get(key)?.release(when);
  }

  /** Lets go of everything a player holds: they left, or were muted. @param {string} owner */
  stopAll(owner) {
    for (const voice of this.#voices.get(owner)?.values() ?? []) voice.release(this.#context?.currentTime ?? 0);
  }

  #create() {
    const context = new AudioContext({ latencyHint: 'interactive' });
    context.addEventListener('statechange', () => {
      if (context.state === 'running') this.#tellHearing('running');
    });
    this.#desk = new Desk(context, this.#volume);
    return context;
  }

  #lookAfterGesture() {
    const context = this.#context;
    if (!context || context.state === 'running') return;
    // Its clock stands still: what waits in it would burst out much later.
    for (const voice of this.#sounding) voice.steal(context.currentTime);
    this.#tellHearing('suspended');
  }

  #refuse() {
    if (this.#refused) return;
    this.#refused = true;
    this.#tellHearing('refused');
  }

  /** @param {Hearing} hearing */
  #tellHearing(hearing) {
    for (const listener of this.#hearingListeners) listener(hearing);
  }

  /**
   * In the gesture that unlocks it the context is not running yet; the note that did it must sound all the same.
   * Anything else would pile up in a silent context and burst out later.
   * @param {AudioContext} context
   * @param {number | undefined} at
   */
  #mayStart(context, at) {
    if (context.state === 'running') return true;
    const hopeful = now() - this.#askedAt < PATIENCE_MS;
    return at === undefined && hopeful && (navigator.userActivation?.isActive ?? true);
  }

  /** @param {string} owner @param {number} key @param {Voice} voice */
  #keep(owner, key, voice) {
    const own = this.#voices.get(owner) ?? new Map();
    this.#voices.set(owner, own.set(key, voice));
    this.#sounding.add(voice);
    voice.onEnd(() => {
      this.#sounding.delete(voice);
      if (own.get(key) === voice) own.delete(key);
      if (own.size === 0 && this.#voices.get(owner) === own) this.#voices.delete(owner);
    });
  }

  #makeRoom(/** @type {number} */ time) {
    while (this.#sounding.size >= MAX_VOICES) {
      const victim = leastHeard(this.#sounding, time);
      if (!victim) return;
      victim.steal(time);
      this.#sounding.delete(victim);
    }
  }

  /**
   * The audio clock's time of a moment, so that it is heard then.
   * @param {AudioContext} context
   * @param {number} at
   */
  #audioTime(context, at) {
    return Math.max(context.currentTime, at / 1000 + this.#leadOf(context));
  }

  /**
   * By how much the audio clock at the output is ahead of ours, in s; smoothed, because it is read in steps.
   * @param {AudioContext} context
   */
  #leadOf(context) {
    const stamp = context.getOutputTimestamp?.();
    const lead = stamp?.contextTime && stamp.performanceTime
      ? stamp.contextTime - (performance.timeOrigin + stamp.performanceTime) / 1000
      : context.currentTime - now() / 1000;
    const steady = Math.abs(lead - this.#lead) < JUMP_S;
    this.#lead = steady ? this.#lead + (lead - this.#lead) * 0.05 : lead;
    return this.#lead;
  }
}
