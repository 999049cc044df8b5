// The list of rooms as data: what changes, what is looked for, in which order.

/** @typedef {import('../types.js').RoomInfo} RoomInfo */
/** @typedef {'people' | 'name' | 'recent'} RoomSort */

export const ROOM_SORTS = /** @type {const} */ (['people', 'name', 'recent']);

/**
 * Takes an `ls` into the list. The wire says nothing of when a room changed; what we saw of it is kept.
 * @param {ReadonlyMap<string, RoomInfo>} before
 * @param {{complete: boolean, rooms: RoomInfo[]}} message
 * @param {boolean} seesHidden  staff do
 * @param {number} now  any clock, ms
 * @returns {Map<string, RoomInfo>}
 */
export function mergeRooms(before, { complete, rooms }, seesHidden, now) {
  const next = new Map(complete ? [] : before);
  for (const room of rooms) {
    // A room that hides says so once to everybody; only staff hear of it again.
    const gone = !complete && (room.count === 0 || (!room.settings.visible && !seesHidden));
    if (gone) next.delete(room.id);
    else next.set(room.id, { ...room, changed: changedAt(before.get(room.id), room, complete, now) });
  }
  return next;
}

/** @param {RoomInfo | undefined} before @param {RoomInfo} room @param {boolean} complete @param {number} now */
function changedAt(before, room, complete, now) {
  if (!before) return complete ? 0 : now;
  const same = JSON.stringify({ ...before, changed: 0 }) === JSON.stringify({ ...room, changed: 0 });
  return same ? before.changed : now;
}

/** @type {Record<RoomSort, (a: RoomInfo, b: RoomInfo) => number>} */
const ORDERS = {
  people: (a, b) => b.count - a.count,
  name: () => 0,
  recent: (a, b) => b.changed - a.changed || b.count - a.count,
};

/**
 * @param {Iterable<RoomInfo>} rooms
 * @param {string} search
 * @param {RoomSort} sort
 */
export function arrangeRooms(rooms, search, sort) {
  const wanted = search.trim().toLowerCase();
  const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  return [...rooms]
    .filter(({ id }) => id.toLowerCase().includes(wanted))
    .sort((a, b) => ORDERS[sort](a, b) || byName.compare(a.id, b.id));
}

// Without what is easily misread.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const SECRET_LENGTH = 12;

/**
 * A name that nobody guesses, for playing alone or with whom one gives the link.
 * @param {(bytes: Uint8Array<ArrayBuffer>) => ArrayLike<number>} [fill]  with chance
 */
export function secretRoom(fill = (bytes) => crypto.getRandomValues(bytes)) {
  const bytes = fill(new Uint8Array(SECRET_LENGTH));
  return 'private-' + Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join('');
}
