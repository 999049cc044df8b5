import { t } from '../util/i18n.js';

const MARK = '#link=';

/**
 * Makes the player of this browser an account of staff. The admin leads here, with a code that is good once and for
 * minutes; so it leaves the address before anything else.
 * @param {object} parts
 * @param {import('../room/state.js').RoomStore} parts.store
 * @param {import('../net/api.js').Api} parts.api
 * @param {(text: string) => void} parts.tell
 */
export function followStaffLink({ store, api, tell }) {
  if (!location.hash.startsWith(MARK)) return;
  const code = location.hash.slice(MARK.length);
  history.replaceState(null, '', location.pathname + location.search);
  let used = false;
  // Who is in a room has a token to show.
  store.subscribe(['room'], async ({ room }) => {
    if (!room || used) return;
    used = true;
    const answer = await api.link(code);
    tell(answer.ok ? t('staffLink.done', { account: answer.data }) : t('staffLink.failed'));
  });
}
