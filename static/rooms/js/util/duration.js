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

/** @param {number} value @param {string} name @param {string} language */
function unit(value, name, language) {
  return new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
}
