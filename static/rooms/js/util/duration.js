const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A length of time in words, rounded up so that nothing is over before it is: "5 minutes", "1 hour 20 minutes".
 * @param {number} ms
 * @param {string} language
 */
export function durationText(ms, language) {
  const minutes = Math.max(1, Math.ceil(ms / MINUTE));
  if (ms >= 2 * DAY) return unit(Math.ceil(ms / DAY), 'day', language);
  if (minutes < 60) return unit(minutes, 'minute', language);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = [unit(hours, 'hour', language), ...(rest ? [unit(rest, 'minute', language)] : [])];
  return parts.join(' ');
}

/**
 * A longest time in words: never more than it is, in the largest unit that it is a whole number of.
 * @param {number} ms
 * @param {string} language
 */
export function limitText(ms, language) {
  if (ms % DAY === 0) return unit(ms / DAY, 'day', language);
  if (ms % HOUR === 0) return unit(ms / HOUR, 'hour', language);
  return ms < MINUTE ? unit(Math.floor(ms / 1000), 'second', language) : unit(Math.floor(ms / MINUTE), 'minute', language);
}

/** @param {number} value @param {string} name @param {string} language */
function unit(value, name, language) {
  return new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
}
