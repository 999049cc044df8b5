import { color, isObject, number, text } from './fields.js';

// What is asked over HTTP: reports, reasons, and the bans of a room. Who asks is said by the socket's own token, never by cookies.

/** @typedef {import('../types.js').ReportReason} ReportReason */
/** @typedef {{id: string, name: string, color: string}} Someone */
/** @typedef {{user: Someone, expiresAt: number | null, issuedBy: Someone | null, byStaff: boolean}} RoomBan */
/** @typedef {{ok: false, code: string, message: string}} Failure  `missing`: this server knows nothing of it */
/**
 * @template T
 * @typedef {{ok: true, data: T} | Failure} Answer
 */

const PATIENCE_MS = 10_000;
const MOST = 500;

/**
 * @param {object} options
 * @param {() => string | null} options.token
 * @param {string} [options.base]
 * @param {typeof fetch} [options.fetcher]
 */
export function createApi({ token, base = '/api/v1/', fetcher = (...args) => fetch(...args) }) {
  /** @param {string} path @param {object} [body] @returns {Promise<Answer<unknown>>} */
  async function ask(path, body) {
    const bearer = token();
    try {
      const response = await fetcher(base + path, {
        method: body ? 'POST' : 'GET',
        credentials: 'omit',
        signal: AbortSignal.timeout(PATIENCE_MS),
        headers: {
          accept: 'application/json',
          ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return await readAnswer(response);
    } catch {
      return { ok: false, code: 'network', message: '' };
    }
  }

  return {
    /** @returns {Promise<Answer<ReportReason[]>>} */
    reportReasons: async () => mapAnswer(await ask('report-reasons/'), readReasons),
    /** The preset reasons of bans, as staff have them now. @returns {Promise<Answer<string[]>>} */
    banReasons: async () => mapAnswer(await ask('reasons/'), readBanReasons),
    /** @param {{target: string, room: string, line: string, reason: string, text: string}} report */
    report: (report) => ask('reports/', report),
    /** Be an account of staff, by its code; the answer is its name. @param {string} code @returns {Promise<Answer<string>>} */
    link: async (code) => mapAnswer(await ask('me/link/', { code }), (data) => (isObject(data) ? text(data.account) : '')),
    /** @param {string} room @returns {Promise<Answer<RoomBan[]>>} */
    bans: async (room) => mapAnswer(await ask(`rooms/${encodeURIComponent(room)}/bans/`), readBans),
  };
}

/** @typedef {ReturnType<typeof createApi>} Api */

/** @param {Response} response @returns {Promise<Answer<unknown>>} */
async function readAnswer(response) {
  // A server without this part answers with its page, for to it every path is a room.
  const json = response.headers.get('content-type')?.includes('json') === true;
  if (response.ok && !json) return { ok: false, code: 'missing', message: '' };
  const data = json ? await response.json() : null;
  if (response.ok) return { ok: true, data };
  const error = isObject(data) && isObject(data.error) ? data.error : {};
  const code = text(error.code) || String(response.status);
  // What is asked about may be unknown, which says so; a path that is unknown says nothing but that.
  const missing = response.status === 404 && (code === '404' || code === 'not-found');
  return { ok: false, code: missing ? 'missing' : code, message: text(error.message) };
}

/**
 * @template T
 * @param {Answer<unknown>} answer
 * @param {(data: unknown) => T} read
 * @returns {Answer<T>}
 */
function mapAnswer(answer, read) {
  return answer.ok ? { ok: true, data: read(answer.data) } : answer;
}

/** @param {unknown} data @returns {Record<string, unknown>[]} */
const objects = (data) => (Array.isArray(data) ? data.slice(0, MOST).filter(isObject) : []);

/** @param {unknown} data @returns {ReportReason[]} */
export function readReasons(data) {
  return objects(data)
    .map((reason) => ({ code: text(reason.code), text: text(reason.text) || text(reason.code) }))
    .filter(({ code }) => code !== '');
}

/** @param {unknown} data */
export const readBanReasons = (data) => objects(data).map((reason) => text(reason.text)).filter((words) => words !== '');

/** @param {unknown} value @returns {Someone | null} */
function someone(value) {
  if (!isObject(value) || !text(value.id)) return null;
  return { id: text(value.id), name: text(value.name) || 'Anonymous', color: color(value.color) };
}

/** @param {unknown} data @returns {RoomBan[]} soonest over first */
export function readBans(data) {
  return objects(data)
    .flatMap((ban) => {
      const user = someone(ban.user);
      if (!user) return [];
      return [{ user, expiresAt: number(ban.expires_at), issuedBy: someone(ban.issued_by), byStaff: ban.by_staff === true }];
    })
    .sort((a, b) => (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity));
}
