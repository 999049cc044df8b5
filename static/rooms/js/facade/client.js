import { holdsCrown, silencedBy } from '../room/state.js';
import { now } from '../util/now.js';
import { keyIndex } from '../play/keys.js';
import { peopleEvents, wireForm } from './people.js';

const LIFE = /** @type {const} */ (['connect', 'disconnect', 'status']);

/** @typedef {(event: any) => void} Listener */

/**
 * `MPP.client`: the connection, in the words that scripts for this protocol use.
 * @param {Pick<import('../facade.js').Parts, 'socket' | 'store' | 'intents' | 'performer' | 'clock'>} parts
 */
export function clientFacade(parts) {
  const { socket, store, intents, performer, clock } = parts;
  tellOfPeople(parts);
  return Object.freeze(Object.defineProperties({
    ...listening(socket),
    sendArray: (/** @type {object[]} */ messages) => socket.sendArray(messages),
    isConnected: () => socket.status.phase === 'online',
    isConnecting: () => socket.status.phase === 'connecting',
    isOwner: () => holdsCrown(store.get()),
    preventsPlaying: () => silencedBy(store.get()) !== undefined,
    countParticipants: () => store.get().people.size,
    getOwnParticipant: () => wireForm(store.get().me),
    findParticipantById: (/** @type {string} */ id) => wireForm(store.get().people.get(id)),
    setChannel: (/** @type {string} */ id, /** @type {object} */ set) => intents.join(id, set),
    startNote: (/** @type {string} */ note, velocity = 0.6) => performer.press(keyIndex(note), velocity, 'script'),
    stopNote: (/** @type {string} */ note) => performer.release(keyIndex(note), 'script'),
  }, {
    connected: { enumerable: true, get: () => socket.status.phase === 'online' },
    droppedMessages: { enumerable: true, get: () => socket.dropped },
    participantId: { enumerable: true, get: () => store.get().ownId },
    user: { enumerable: true, get: () => wireForm(store.get().me) },
    permissions: { enumerable: true, get: () => ({ ...store.get().permissions }) },
    channel: { enumerable: true, get: () => channel(store.get().room) },
    ppl: { enumerable: true, get: () => people(store.get().people) },
    serverTimeOffset: { enumerable: true, get: () => clock.toServer(now()) - Date.now() },
  }));
}

/** @param {import('../net/socket.js').Socket} socket */
function listening(socket) {
  /** @type {Map<string, Map<Listener, () => void>>} */
  const removers = new Map();

  /** @param {string} name @param {Listener} listener */
  function off(name, listener) {
    removers.get(name)?.get(listener)?.();
    removers.get(name)?.delete(listener);
  }

  /** @param {string} name @param {Listener} listener */
  function on(name, listener) {
    off(name, listener);
    const own = LIFE.find((event) => event === name);
    const remove = own ? socket.events.on(own, listener) : socket.wire.on(name, listener);
    removers.set(name, (removers.get(name) ?? new Map()).set(listener, remove));
    return () => off(name, listener);
  }

  return {
    /** A message type of the wire, as it came; or `connect`, `disconnect`, `status`. Returns what takes it away again. */
    on,
    off,
    /** @param {string} name @param {Listener} listener */
    once(name, listener) {
      const remove = on(name, (event) => {
        remove();
        listener(event);
      });
      return remove;
    },
    /** As if the server had said it. @param {string} name @param {object} message */
    emit: (name, message) => socket.hear({ ...message, m: name }),
  };
}

/** @param {Pick<import('../facade.js').Parts, 'socket' | 'store'>} parts */
function tellOfPeople({ socket, store }) {
  /** @type {ReadonlyMap<string, import('../types.js').Participant>} */
  let known = new Map();
  store.subscribe(['people'], ({ people: now }) => {
    const events = peopleEvents(known, now);
    known = now;
    for (const [name, event] of events) socket.wire.emit(name, event);
  });
}

/** @param {ReadonlyMap<string, import('../types.js').Participant>} map */
function people(map) {
  return Object.fromEntries([...map].map(([id, person]) => [id, wireForm(person)]));
}

/** @param {import('../types.js').RoomInfo | null} room */
function channel(room) {
  return room && { ...structuredClone(room), _id: room.id };
}
