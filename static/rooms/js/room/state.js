import { createStore } from '../util/store.js';
import { PLAIN } from './draft.js';
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
      draft: PLAIN,
      rooms: new Map(),
      quota: { points: OFFLINE.max, max: OFFLINE.max },
      muted: new Set(),
      chatMuted: new Set(),
      cursorHidden: new Set(),
      reportReasons: [],
    }),
  );
}

/** @param {RoomState} state */
export function holdsCrown({ room, ownId }) {
  return Boolean(ownId && room?.crown && room.crown.participantId === ownId);
}

/**
 * Why the room would not hear us, if so. Alone, everybody plays.
 * @param {RoomState} state
 * @returns {'vanished' | 'crownsolo' | undefined}
 */
export function silencedBy(state) {
  if (state.connection.phase !== 'online') return undefined;
  if (state.me?.vanished) return 'vanished';
  const solo = state.room?.settings.crownsolo && !holdsCrown(state);
  return solo && state.permissions.playNotesAnywhere !== true ? 'crownsolo' : undefined;
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
