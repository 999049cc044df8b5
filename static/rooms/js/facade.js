import { KEYS, keyIndex } from './play/keys.js';

const LIFE = /** @type {const} */ (['connect', 'disconnect', 'status']);

/** @param {import('./net/socket.js').Socket} socket */
function clientFacade(socket) {
  return Object.freeze({
    /**
     * A message type of the wire, as it came; or `connect`, `disconnect`, `status`.
     * @param {string} name
     * @param {(event: any) => void} listener
     * @returns {() => void} takes the listener away again
     */
    on(name, listener) {
      const own = LIFE.find((event) => event === name);
      return own ? socket.events.on(own, listener) : socket.wire.on(name, listener);
    },
    sendArray: (/** @type {object[]} */ messages) => socket.sendArray(messages),
    get connected() {
      return socket.status.phase === 'online';
    },
    get droppedMessages() {
      return socket.dropped;
    },
  });
}

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

/**
 * What users' scripts and the tests may use: `window.MPP`. The state is given out, not handed over.
 * @param {object} parts
 * @param {import('./net/socket.js').Socket} parts.socket
 * @param {import('./room/state.js').RoomStore} parts.store
 * @param {import('./room/intents.js').Intents} parts.intents
 * @param {import('./play/performer.js').Performer} parts.performer
 * @param {import('./sound/engine.js').SoundEngine} parts.engine
 */
export function createFacade({ socket, store, intents, performer, engine }) {
  return Object.freeze({
    client: clientFacade(socket),
    room: roomFacade(store, intents),
    sound: soundFacade(engine),
    piano: Object.freeze({ keys: Object.freeze(KEYS.map((key) => key.name)) }),
    chat: Object.freeze({ send: (/** @type {string} */ text) => intents.chat(text) }),
    press: (/** @type {string} */ note, velocity = 0.6) => performer.press(keyIndex(note), velocity),
    release: (/** @type {string} */ note) => performer.release(keyIndex(note)),
  });
}
