// Named as in rooms/conf.py: lengths are UTF-16 units, `_ms` milliseconds.
const NAMES = /** @type {const} */ ([
  'ban_text_length', 'chat_length', 'crown_pickup_ms', 'kickban_max_ms', 'note_delay_max_ms', 'online_time_max_ms',
  'room_id_length', 'siteban_ms',
]);

/** @typedef {Readonly<Record<typeof NAMES[number], number>>} Limits  what this server takes; what is more it ignores or cuts */

/**
 * The limits of the server, which its page says in a block of JSON (rooms/views.py).
 * @param {string} json
 * @returns {Limits}
 */
export function readLimits(json) {
  const told = JSON.parse(json);
  for (const name of NAMES) {
    if (!(Number.isFinite(told[name]) && told[name] > 0)) throw new TypeError(`The page does not say ${name}.`);
  }
  return Object.freeze(told);
}
