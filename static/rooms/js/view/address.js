import { roomFromLocation, roomPath } from '../room/address.js';

/**
 * Keeps the address bar and the room the same; back and forward change the room.
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../room/intents.js').Intents} intents
 * @param {import('../room/limits.js').Limits} limits
 */
export function followAddress(store, intents, limits) {
  const named = () => roomFromLocation(location, limits.room_id_length);
  let first = true;
  store.subscribe(['room'], ({ room }) => {
    if (!room) return;
    const path = roomPath(room.id);
    const current = location.pathname + location.search;
    if (path !== current) {
      // The bare address and a full lobby lead somewhere else; that is not a step to go back to.
      const method = first || named() === room.id ? 'replaceState' : 'pushState';
      history[method](null, '', path);
    }
    first = false;
  });
  addEventListener('popstate', () => intents.join(named()));
}
