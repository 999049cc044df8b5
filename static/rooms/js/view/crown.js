import { fallPosition, isDropped, secondsToPickup } from '../room/crown.js';
import { holdsCrown, mayTakeCrownAnyTime } from '../room/state.js';
import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { now } from '../util/now.js';
import { animate } from './frames.js';

/**
 * The crown that lies about: it falls, counts down, and can be taken; the button in the bar says the same in words.
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../room/intents.js').Intents} intents
 * @param {import('../net/clock.js').ServerClock} clock
 */
export function createCrown(store, intents, clock) {
  const fallen = byId('crown-drop', HTMLButtonElement);
  const count = /** @type {HTMLElement} */ (fallen.querySelector('.crown-count'));
  const button = byId('crown-button', HTMLButtonElement);
  const words = /** @type {HTMLElement} */ (button.querySelector('span'));
  let timer = 0;

  const serverNow = () => clock.toServer(now());
  const dropped = () => {
    const { room, people, connection } = store.get();
    return connection.phase === 'online' && isDropped(room?.crown, people) ? room?.crown : undefined;
  };

  function fall() {
    const crown = dropped();
    if (!crown) return false;
    const { x, y, landed } = fallPosition(crown, serverNow());
    const left = (Math.min(98, Math.max(2, x)) / 100) * innerWidth - 28;
    const top = (y / 100) * innerHeight - 40;
    fallen.style.transform = `translate3d(${left.toFixed(1)}px, ${top.toFixed(1)}px, 0)`;
    return !landed;
  }

  function render() {
    clearTimeout(timer);
    const state = store.get();
    const crown = dropped();
    const mine = holdsCrown(state);
    fallen.hidden = !crown;
    button.hidden = !crown && !mine;
    words.textContent = t('crown.drop');
    button.title = t('crown.drop');
    button.setAttribute('aria-label', t('crown.drop'));
    button.disabled = false;
    if (crown) renderDropped(crown);
  }

  /** @param {import('../types.js').Crown} crown */
  function renderDropped(crown) {
    const state = store.get();
    const last = crown.userId !== undefined && crown.userId === state.ownId;
    const seconds = secondsToPickup(crown, serverNow());
    const free = seconds === 0 || last || mayTakeCrownAnyTime(state);
    const text = free ? t('crown.take') : t('crown.wait', { seconds });
    words.textContent = text;
    count.textContent = seconds > 0 ? String(seconds) : t('crown.take');
    for (const element of [button, fallen]) {
      element.title = text;
      element.setAttribute('aria-label', text);
      element.disabled = !free;
    }
    animate(fall);
    if (seconds > 0) timer = setTimeout(render, 250);
  }

  fallen.addEventListener('click', () => intents.takeCrown());
  button.addEventListener('click', () => {
    if (holdsCrown(store.get())) intents.dropCrown();
    else intents.takeCrown();
  });
  addEventListener('resize', () => animate(fall));
  store.subscribe(['room', 'people', 'ownId', 'permissions', 'connection'], render);
}
