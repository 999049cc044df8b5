import { noteOf } from '../room/kickban.js';
import { mayModerate } from '../room/state.js';
import { byId, icon, make } from '../util/dom.js';
import { durationText } from '../util/duration.js';
import { language, t } from '../util/i18n.js';
import { fillChip } from './chip.js';

/** @typedef {import('../net/api.js').RoomBan} RoomBan */

/**
 * Who is kept out of the room, for how long still, and a button to let them in again.
 * @param {object} parts
 * @param {import('../room/state.js').RoomStore} parts.store
 * @param {import('../room/intents.js').Intents} parts.intents
 * @param {import('../net/api.js').Api} parts.api
 */
export function createBans({ store, intents, api }) {
  const section = byId('bans', HTMLElement);
  const list = byId('ban-items', HTMLElement);
  /** @type {RoomBan[]} */
  let bans = [];
  let room = '';
  /** What there is to say instead of a list; empty = the list. */
  let words = '';

  async function load() {
    const state = store.get();
    const asked = state.room?.id ?? '';
    section.hidden = !mayModerate(state);
    if (section.hidden) return;
    [room, bans, words] = [asked, [], t('bans.loading')];
    render();
    const answer = await api.bans(asked);
    if (room !== asked || store.get().room?.id !== asked) return;
    section.hidden = !answer.ok && answer.code === 'missing';
    words = answer.ok ? '' : answer.message || t('bans.failed');
    if (answer.ok) bans = answer.data;
    render();
  }

  function render() {
    const now = Date.now();
    // What is over is over, without asking again.
    bans = bans.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
    byId('bans-state', HTMLElement).textContent = words || (bans.length ? '' : t('bans.none'));
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.unban;
    list.replaceChildren(...bans.map((ban) => banItem(ban, now, room, () => unban(ban))));
    if (focused !== undefined) [...list.querySelectorAll('button')].find(({ dataset }) => dataset.unban === focused)?.focus();
  }

  /** @param {RoomBan} ban */
  function unban(ban) {
    if (!intents.unban(ban.user.id)) return;
    bans = bans.filter((other) => other !== ban);
    render();
  }

  store.subscribe(['room', 'ownId', 'permissions'], (state) => {
    if (!mayModerate(state)) section.hidden = true;
  });
  return { load, tick: () => section.hidden || render() };
}

/** @param {RoomBan} ban @param {number} now @param {string} room @param {() => void} unban */
function banItem({ user, expiresAt, issuedBy, byStaff }, now, room, unban) {
  const item = make('li', 'ban');
  item.dataset.testid = 'ban';
  item.dataset.id = user.id;
  const chip = make('span', 'person-chip');
  fillChip(chip, { ...user, x: 0, y: 0, afk: false, vanished: false });
  const facts = make('span', 'ban-facts');
  const time = expiresAt === null ? t('bans.forever') : t('bans.left', { time: durationText(expiresAt - now, language()) });
  const by = byStaff ? t('bans.byStaff') : issuedBy ? t('bans.by', { name: issuedBy.name }) : '';
  facts.append(make('span', '', [time, by].filter(Boolean).join(' · ')));
  const note = noteOf(room, user.id);
  if (note) facts.append(make('span', 'ban-note', note));
  const button = make('button', 'button');
  button.type = 'button';
  button.dataset.testid = 'unban';
  button.dataset.unban = user.id;
  button.setAttribute('aria-label', t('bans.unbanName', { name: user.name }));
  button.append(icon('door'), t('bans.unban'));
  button.addEventListener('click', unban);
  item.append(chip, facts, button);
  return item;
}
