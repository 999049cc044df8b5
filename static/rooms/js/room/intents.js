import { sendable } from '../util/text.js';
import { DEFAULT_ROOM } from './address.js';
import { afterSending, draftMessage, PLAIN } from './draft.js';

/** @typedef {import('../types.js').RoomSettings} RoomSettings */
/** @typedef {import('../types.js').MuteList} MuteList */

/**
 * Everything a visitor can ask of the server, in one place.
 * @param {import('../net/socket.js').Socket} socket
 * @param {import('./state.js').RoomStore} store
 * @param {string} firstRoom
 * @param {Pick<import('./limits.js').Limits, 'chat_length' | 'room_id_length'>} limits
 */
export function createIntents(socket, store, firstRoom, limits) {
  let wanted = firstRoom;
  store.update({ joining: wanted });
  const send = (/** @type {object} */ message) => socket.sendArray([message]);

  socket.events.on('hi', () => {
    const { room } = store.get();
    // A room that was forgotten while we were away comes back as it was.
    const set = room?.id === wanted ? { set: room.settings } : {};
    store.update({ joining: wanted });
    send({ m: 'ch', _id: wanted, ...set });
  });
  socket.events.on('ch', ({ room }) => {
    wanted = room.id;
  });

  return {
    ...speakingIntents(send, store, limits.chat_length),
    ...roomIntents(send, store),
    ...staffIntents(send),
    /** @param {import('../types.js').Draft} draft */
    setDraft: (draft) => store.update({ draft }),
    /** @param {string} id @param {Partial<RoomSettings>} [set] */
    join(id, set) {
      const clean = sendable(id, limits.room_id_length) || DEFAULT_ROOM;
      if (clean === store.get().room?.id) return;
      wanted = clean;
      store.update({ joining: clean });
      send({ m: 'ch', _id: clean, ...(set ? { set } : {}) });
    },
    /** On all of these lists, or on none of them any more. @param {string} id @param {readonly MuteList[]} lists */
    toggleMute(id, lists) {
      const state = store.get();
      const on = !lists.every((list) => state[list].has(id));
      store.update(Object.fromEntries(lists.map((list) => [list, withOrWithout(state[list], id, on)])));
    },
  };
}

/** @param {ReadonlySet<string>} set @param {string} id @param {boolean} on */
function withOrWithout(set, id, on) {
  const next = new Set(set);
  if (on) next.add(id);
  else next.delete(id);
  return next;
}

/** @typedef {ReturnType<typeof createIntents>} Intents */
/** @typedef {(message: object) => boolean} Send */

/** @param {Send} send @param {import('./state.js').RoomStore} store @param {number} longest  UTF-16 units of a line */
function speakingIntents(send, store, longest) {
  return {
    /** To everybody, whatever is being written. @param {string} text */
    chat(text) {
      const message = sendable(text, longest);
      return message !== '' && send(draftMessage(PLAIN, message));
    },
    /** To whom the draft says. @param {string} text */
    speak(text) {
      const { draft } = store.get();
      const message = sendable(text, longest);
      if (message === '' || !send(draftMessage(draft, message))) return false;
      store.update({ draft: afterSending(draft) });
      return true;
    },
    /** @param {{name?: string, color?: string}} set */
    setUser: (set) => send({ m: 'userset', set }),
    /** @param {number} x @param {number} y */
    moveCursor: (x, y) => send({ m: 'm', x: x.toFixed(2), y: y.toFixed(2) }),
    /** @param {boolean} on */
    listRooms: (on) => send({ m: on ? '+ls' : '-ls' }),
  };
}

/** @param {Send} send @param {import('./state.js').RoomStore} store */
function roomIntents(send, store) {
  return {
    /** @param {Partial<RoomSettings>} changes */
    setRoom(changes) {
      const { room } = store.get();
      // Whole sets only: a missing second colour would be taken as "remove it".
      if (room) send({ m: 'chset', set: { ...room.settings, ...changes } });
    },
    /** @param {string} id */
    giveCrown: (id) => send({ m: 'chown', id }),
    dropCrown: () => send({ m: 'chown' }),
    takeCrown() {
      const { ownId } = store.get();
      if (ownId) send({ m: 'chown', id: ownId });
    },
    /** @param {string} id @param {number} minutes */
    kickban: (id, minutes) => send({ m: 'kickban', _id: id, ms: Math.round(minutes * 60_000) }),
    /** @param {string} id */
    unban: (id) => send({ m: 'unban', _id: id }),
  };
}

/** @param {Send} send */
function staffIntents(send) {
  return {
    clearChat: () => send({ m: 'clearchat' }),
    /** @param {boolean} vanish */
    vanish: (vanish) => send({ m: 'v', vanish }),
    /** @param {string} id @param {{name?: string, color?: string}} set */
    setOther(id, { name, color }) {
      if (name !== undefined) send({ m: 'setname', _id: id, name });
      if (color !== undefined) send({ m: 'setcolor', _id: id, color });
    },
    /** @param {object} message  see banRequest */
    siteBan: (message) => send(message),
  };
}
