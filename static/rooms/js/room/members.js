/** @typedef {import('../types.js').Participant} Participant */

/**
 * Who is here, in the order of the row of names: oneself, the crown, then by arrival.
 * @param {Readonly<Pick<import('../types.js').RoomState, 'people' | 'room' | 'ownId'>>} state
 * @returns {Participant[]}
 */
export function inOrder({ people, room, ownId }) {
  const holder = room?.crown?.participantId;
  const rank = (/** @type {string} */ id) => (id === ownId ? 0 : id === holder ? 1 : 2);
  return [...people.values()].sort((a, b) => rank(a.id) - rank(b.id));
}

/**
 * @param {readonly Participant[]} people
 * @param {string} search  part of a name or a tag, or the beginning of an id
 */
export function findPeople(people, search) {
  const wanted = search.trim().toLowerCase();
  return people.filter(({ id, name, tag }) =>
    name.toLowerCase().includes(wanted) || id.startsWith(wanted) || tag?.text.toLowerCase().includes(wanted) === true);
}
