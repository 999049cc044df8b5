export const DEFAULT_ROOM = 'lobby';
// First path segments that belong to the server; such a room is linked by query instead.
const RESERVED = new Set([
  'admin', 'api', 'appeal', 'static', 'media', 'ws', 'health', 'healthz', 'readyz', 'metrics', 'favicon.ico', 'sw.js', 'manifest.webmanifest',
]);

/** @param {string} path */
function decodePath(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * @param {{pathname: string, search: string}} location
 * @param {number} longest  UTF-16 units that the server takes
 * @returns {string} the room a page address names
 */
export function roomFromLocation({ pathname, search }, longest) {
  const query = new URLSearchParams(search).get('c');
  const id = query || decodePath(pathname.replace(/^\//, ''));
  return id.trim() === '' ? DEFAULT_ROOM : id.slice(0, longest);
}

/** @param {string} id @returns {string} the page address of a room, without host */
export function roomPath(id) {
  const segments = id.split('/');
  // Browsers fold empty and dotted segments, even escaped ones.
  const fits = segments.every((s) => s !== '' && s !== '.' && s !== '..') && !RESERVED.has(segments[0]);
  return fits ? '/' + segments.map(encodeURIComponent).join('/') : '/?c=' + encodeURIComponent(id);
}

/** @param {string} id */
export function isLobby(id) {
  return /^lobby(?:[1-9]\d{0,8}|NaN)?$/.test(id);
}

/** Rooms that nobody owns have no crown and fixed settings. @param {string} id */
export function isOwnerless(id) {
  return isLobby(id) || (id.startsWith('test/') && id.length > 5);
}
