import { isDropped } from './crown.js';

// What somebody who does not see the page is told of it: not each event, but what is different since the last time.

/** @typedef {import('../types.js').RoomState} RoomState */
/**
 * @typedef {{key: string, values?: Record<string, string | number>, names?: string[]}} Announcement
 *   a text by its key; `names` are to be put into it as one list
 */

const MOST_NAMES = 5;

/**
 * @param {Readonly<RoomState>} before
 * @param {Readonly<RoomState>} after
 * @returns {Announcement[]}
 */
export function announcements(before, after) {
  const connection = connectionNews(before, after);
  // Who is away hears of nobody; who has come to a room hears what it is like.
  if (after.connection.phase !== 'online' || !after.room) return connection;
  if (before.room?.id !== after.room.id || before.connection.phase !== 'online') return [...connection, ...arrival(after)];
  return [...connection, ...peopleNews(before, after), ...crownNews(before, after)];
}

/** @param {Readonly<RoomState>} before @param {Readonly<RoomState>} after @returns {Announcement[]} */
function connectionNews(before, after) {
  const [was, is] = [before.connection.phase, after.connection.phase];
  if (was === is || is === 'connecting') return [];
  if (is === 'online') return [{ key: 'connection.online' }];
  // The seconds until the next try would be told again and again.
  if (is === 'offline') return [{ key: 'connection.offline' }];
  return was === 'online' ? [{ key: 'say.lost' }] : [];
}

/** @param {Readonly<RoomState>} state @returns {Announcement[]} */
function arrival({ room, people }) {
  return [{ key: 'say.room', values: { room: room?.id ?? '', count: people.size } }];
}

/** @param {Readonly<RoomState>} before @param {Readonly<RoomState>} after @returns {Announcement[]} */
function peopleNews(before, after) {
  const missing = (/** @type {RoomState['people']} */ from, /** @type {RoomState['people']} */ other) =>
    [...from.values()].filter(({ id }) => !other.has(id) && id !== after.ownId).map(({ name }) => name);
  const came = missing(after.people, before.people);
  const left = missing(before.people, after.people);
  return [
    ...(came.length ? [{ key: 'say.came', names: shortened(came) }] : []),
    ...(left.length ? [{ key: 'say.left', names: shortened(left) }] : []),
  ];
}

/** @param {string[]} names */
function shortened(names) {
  return names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES), `+${names.length - MOST_NAMES}`] : names;
}

/** @param {Readonly<RoomState>} before @param {Readonly<RoomState>} after @returns {Announcement[]} */
function crownNews(before, after) {
  const [was, is] = [holder(before), holder(after)];
  if (was === is) return [];
  if (is === null) return isDropped(after.room?.crown, after.people) ? [{ key: 'say.crownFree' }] : [];
  if (is === after.ownId) return [{ key: 'say.crownOwn' }];
  return [{ key: 'say.crown', values: { name: after.people.get(is)?.name ?? '' } }];
}

/** @param {Readonly<RoomState>} state @returns {string | null} who is here and holds it */
function holder({ room, people }) {
  const id = room?.crown?.participantId;
  return id && people.has(id) ? id : null;
}
