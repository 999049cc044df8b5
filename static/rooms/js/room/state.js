import { createStore } from '../util/store.js';
import { OFFLINE } from './quota.js';

/** @typedef {import('../types.js').RoomState} RoomState */
/** @typedef {import('../util/store.js').Store<RoomState>} RoomStore */

/** @returns {RoomStore} */
export function createRoomStore() {
  return createStore(
    /** @type {RoomState} */ ({
      connection: { phase: 'connecting', retryAt: 0 },
      me: null,
      ownId: null,
      permissions: {},
      room: null,
      joining: null,
      people: new Map(),
      chat: [],
      chatEpoch: 0,
      rooms: new Map(),
      quota: { points: OFFLINE.max, max: OFFLINE.max },
      muted: new Set(),
      chatMuted: new Set(),
    }),
  );
}

/** @param {RoomState} state */
export function holdsCrown({ room, ownId }) {
  return Boolean(ownId && room?.crown && room.crown.participantId === ownId);
}

/** @param {RoomState} state */
export function mayPlay(state) {
  if (state.connection.phase !== 'online' || !state.room?.settings.crownsolo) return true;
  return holdsCrown(state) || state.permissions.playNotesAnywhere === true;
}

/** @param {RoomState} state */
export function mayChangeRoom(state) {
  return holdsCrown(state) || state.permissions.chsetAnywhere === true;
}

/** @param {RoomState} state */
export function mayModerate(state) {
  return holdsCrown(state) || state.permissions.chownAnywhere === true;
}

/** @param {RoomState} state */
export function mayTakeCrownAnyTime({ room, me, permissions }) {
  return permissions.chownAnywhere === true || Boolean(me && room?.settings.owner_id === me.id);
}
