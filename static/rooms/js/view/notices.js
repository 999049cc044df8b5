import { byId, icon, make } from '../util/dom.js';
import { t } from '../util/i18n.js';

/** @typedef {import('../types.js').Notice} Notice */
/** @typedef {(text: string, options?: Partial<Omit<Notice, 'text'>>) => void} Tell */

const OWN_MS = 5000;
const ACTION_MS = 12_000;
const AGAIN_MS = 4000;
const MOST = 4;
const BAN = 'ban';

/**
 * Messages that come and go.
 * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} signals
 * @param {(text: string) => void} say  aloud
 */
export function createNotices(signals, say) {
  const stack = byId('notices', HTMLElement);
  /** @type {Map<string, HTMLElement>} ids come from outside: they are looked up here, never in the page */
  const byName = new Map();
  let count = 0;

  /** @param {Notice} notice */
  function show({ id, title, text, duration, action, appeal }) {
    const name = appeal ? BAN : id || `own-${count++}`;
    byName.get(name)?.remove();
    const element = noticeElement({ title, text, action, appeal }, () => remove());
    const remove = () => {
      element.remove();
      if (byName.get(name) === element) byName.delete(name);
    };
    byName.set(name, element);
    stack.append(element);
    say([title, text, action?.label].filter(Boolean).join(' – '));
    if (stack.childElementCount > MOST) stack.firstElementChild?.remove();
    // Who is banned has nothing else to read here, and all the time they need.
    if (duration > 0 && !appeal) setTimeout(remove, Math.min(duration, 2 ** 31 - 1));
  }

  /** @type {Tell} */
  const tell = (text, options = {}) => {
    // What is to be clicked stays longer.
    const duration = options.action ? ACTION_MS : OWN_MS;
    show({ id: '', title: '', text, duration, ...options });
  };

  bindSignals(signals, byName, show, tell);
  return tell;
}

/**
 * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} signals
 * @param {Map<string, HTMLElement>} byName  the shown ones
 * @param {(notice: Notice) => void} show
 * @param {Tell} tell
 */
function bindSignals(signals, byName, show, tell) {
  let blockedAt = -Infinity;
  signals.on('notice', show);
  signals.on('admitted', () => {
    byName.get(BAN)?.remove();
    byName.delete(BAN);
  });
  signals.on('refused', ({ reason }) => {
    // Those who were told why are not told again that.
    if (reason === 'banned' && byName.has(BAN)) return;
    tell(t(`refused.${reason}`), { id: 'refused', duration: 30_000 });
  });
  signals.on('motd', (text) => tell(text, { id: 'motd', title: t('notice.welcome'), duration: 10_000 }));
  signals.on('blocked', ({ reason }) => {
    // One per phrase, not one per key.
    if (performance.now() - blockedAt < AGAIN_MS) return;
    blockedAt = performance.now();
    tell(t(`notice.${reason}`), { id: 'blocked' });
  });
}

/** @param {Pick<Notice, 'title' | 'text' | 'action' | 'appeal'>} notice @param {() => void} remove */
function noticeElement({ title, text, action, appeal }, remove) {
  const element = make('div', 'notice');
  element.dataset.testid = 'notification';
  const close = make('button', 'button ghost');
  close.type = 'button';
  close.setAttribute('aria-label', t('common.close'));
  close.append(icon('close'));
  close.addEventListener('click', remove);
  if (title) element.append(make('strong', 'notice-title', title));
  element.append(make('p', 'notice-text', text), close);
  if (action) {
    const button = make('button', 'button primary notice-action', action.label);
    button.type = 'button';
    button.dataset.testid = 'notification-action';
    button.addEventListener('click', () => {
      remove();
      action.act();
    });
    element.append(button);
  }
  if (appeal) {
    const link = make('a', 'button primary notice-action', t('notice.appeal'));
    link.href = `/appeal/${appeal}`;
    link.dataset.testid = 'notification-appeal';
    element.append(link);
  }
  return element;
}
