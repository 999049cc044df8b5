import { byId, icon, make } from '../util/dom.js';
import { t } from '../util/i18n.js';

/** @typedef {import('../types.js').Notice} Notice */

const OWN_MS = 5000;
const AGAIN_MS = 4000;
const MOST = 4;

/**
 * Messages that come and go.
 * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} signals
 */
export function createNotices(signals) {
  const stack = byId('notices', HTMLElement);
  /** @type {Map<string, HTMLElement>} ids come from outside: they are looked up here, never in the page */
  const byName = new Map();
  let count = 0;

  /** @param {Notice} notice */
  function show({ id, title, text, duration }) {
    const name = id || `own-${count++}`;
    byName.get(name)?.remove();
    const element = noticeElement(title, text, () => remove());
    const remove = () => {
      element.remove();
      if (byName.get(name) === element) byName.delete(name);
    };
    byName.set(name, element);
    stack.append(element);
    if (stack.childElementCount > MOST) stack.firstElementChild?.remove();
    if (duration > 0) setTimeout(remove, Math.min(duration, 2 ** 31 - 1));
  }

  const tell = (/** @type {string} */ text, id = '', title = '', duration = OWN_MS) =>
    show({ id, title, text, duration });

  let blockedAt = -Infinity;
  signals.on('notice', show);
  signals.on('refused', ({ reason }) => tell(t(`refused.${reason}`), 'refused', '', 30_000));
  signals.on('motd', (text) => tell(text, 'motd', t('notice.welcome'), 10_000));
  signals.on('blocked', ({ reason }) => {
    // One per phrase, not one per key.
    if (performance.now() - blockedAt < AGAIN_MS) return;
    blockedAt = performance.now();
    tell(t(`notice.${reason}`), 'blocked');
  });
  return tell;
}

/** @param {string} title @param {string} text @param {() => void} remove */
function noticeElement(title, text, remove) {
  const element = make('div', 'notice');
  element.dataset.testid = 'notification';
  const close = make('button', 'button ghost');
  close.type = 'button';
  close.setAttribute('aria-label', t('common.close'));
  close.append(icon('close'));
  close.addEventListener('click', remove);
  if (title) element.append(make('strong', 'notice-title', title));
  element.append(make('p', 'notice-text', text), close);
  return element;
}
