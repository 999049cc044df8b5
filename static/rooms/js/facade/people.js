/** @typedef {import('../types.js').Participant} Participant */

/** As on the wire, with `_id`. @param {Participant | null | undefined} person */
export function wireForm(person) {
  return person ? { ...person, _id: person.id } : null;
}

/**
 * What happened to the people between two moments, in the words that scripts listen for.
 * @param {ReadonlyMap<string, Participant>} before
 * @param {ReadonlyMap<string, Participant>} after
 * @returns {[name: string, event: any][]}
 */
export function peopleEvents(before, after) {
  /** @type {[string, any][]} */
  const events = [];
  for (const [id, person] of before) if (!after.has(id)) events.push(['participant removed', wireForm(person)]);
  for (const [id, person] of after) {
    const old = before.get(id);
    if (old === person) continue;
    const form = wireForm(person);
    if (!old) events.push(['participant added', form]);
    events.push(['participant update', form]);
  }
  if (before.size !== after.size) events.push(['count', after.size]);
  return events;
}
