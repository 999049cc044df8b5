import { clientFacade } from './facade/client.js';
import { pianoFacade } from './facade/piano.js';
import { keyIndex } from './play/keys.js';

const HAND = 'script';

/**
 * @typedef {object} Parts
 * @property {import('./net/socket.js').Socket} socket
 * @property {import('./net/clock.js').ServerClock} clock
 * @property {import('./room/state.js').RoomStore} store
 * @property {import('./room/intents.js').Intents} intents
 * @property {import('./room/meter.js').Meter} meter
 * @property {import('./play/performer.js').Performer} performer
 * @property {import('./sound/engine.js').SoundEngine} engine
 * @property {import('./util/emitter.js').Emitter<import('./types.js').Signals>} signals
 */

/**
 * @param {import('./room/state.js').RoomStore} store
 * @param {import('./room/intents.js').Intents} intents
 */
function roomFacade(store, intents) {
  return Object.freeze({
    get id() {
      return store.get().room?.id ?? null;
    },
    get ownId() {
      return store.get().ownId;
    },
    get people() {
      return [...store.get().people.values()].map((person) => ({ ...person }));
    },
    get settings() {
      return { ...store.get().room?.settings };
    },
    get crown() {
      const crown = store.get().room?.crown;
      return crown ? { ...crown } : null;
    },
    get chat() {
      return store.get().chat.map((line) => ({ id: line.id, name: line.sender.name, text: line.text }));
    },
    get quota() {
      return { ...store.get().quota };
    },
    join: (/** @type {string} */ id) => intents.join(id),
  });
}

/** @param {import('./sound/engine.js').SoundEngine} engine */
function soundFacade(engine) {
  return Object.freeze({
    get voicesStarted() {
      return engine.voicesStarted;
    },
    get voicesSounding() {
      return engine.voicesSounding;
    },
    get samplesLoaded() {
      return engine.samplesLoaded;
    },
    get samplesTotal() {
      return engine.samplesTotal;
    },
    get state() {
      return engine.state;
    },
  });
}

/** @param {Parts} parts */
function quotaFacade({ store, meter }) {
  return Object.freeze({
    get points() {
      return store.get().quota.points;
    },
    get max() {
      return store.get().quota.max;
    },
    /** Whether so many notes could be paid for; if not, nothing is taken. */
    spend: (/** @type {number} */ count) => meter.spend(count),
  });
}

/**
 * What users' scripts and the tests may use: `window.MPP`. The state is given out, not handed over. See docs/client.md.
 * @param {Parts} parts
 */
export function createFacade(parts) {
  const { store, intents, performer, engine, socket } = parts;
  return Object.freeze({
    client: clientFacade(parts),
    room: roomFacade(store, intents),
    sound: soundFacade(engine),
    piano: pianoFacade(parts),
    noteQuota: quotaFacade(parts),
    chat: Object.freeze({
      send: (/** @type {string} */ text) => intents.chat(text),
      /** Shows a line to the visitor alone. */
      receive: (/** @type {object} */ line) => socket.hear({ t: Date.now(), ...line, m: 'a' }),
    }),
    press: (/** @type {string} */ note, velocity = 0.6) => performer.press(keyIndex(note), velocity, HAND),
    release: (/** @type {string} */ note) => performer.release(keyIndex(note), HAND),
    pressSustain: () => performer.setPedal(1, HAND),
    releaseSustain: () => performer.setPedal(0, HAND),
    /** `new MPP.Notification({title, text, duration})` */
    Notification: class {
      /** @param {object} notice */
      constructor(notice) {
        socket.hear({ ...notice, m: 'notification' });
      }
    },
  });
}
