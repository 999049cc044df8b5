import { fallPosition, isDropped, secondsToPickup } from '../room/crown.js';
import { roomActions } from '../room/actions.js';
import { holdsCrown, mayTakeCrownAnyTime } from '../room/state.js';
import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { now } from '../util/now.js';
import { animate } from './frames.js';

/** The crown that lies about: it falls, counts down, and can be taken; the button in the bar says the same in words. */
export class CrownView {
  #fallen = byId('crown-drop', HTMLButtonElement);
  #count = /** @type {HTMLElement} */ (this.#fallen.querySelector('.crown-count'));
  #button = byId('crown-button', HTMLButtonElement);
  #words = /** @type {HTMLElement} */ (this.#button.querySelector('span'));
  #timer = 0;
  #store;
  #clock;
  #pickupMs;

  /**
   * @param {import('../room/state.js').RoomStore} store
   * @param {import('../room/intents.js').Intents} intents
   * @param {import('../net/clock.js').ServerClock} clock
   * @param {import('../room/limits.js').Limits} limits
   */
  constructor(store, intents, clock, limits) {
    this.#store = store;
    this.#clock = clock;
    this.#pickupMs = limits.crown_pickup_ms;
    this.#fallen.addEventListener('click', () => intents.takeCrown());
    this.#button.addEventListener('click', () => {
      if (holdsCrown(store.get())) intents.dropCrown();
      else intents.takeCrown();
    });
    addEventListener('resize', () => animate(this.#fall));
    store.subscribe(['room', 'people', 'ownId', 'permissions', 'connection'], () => this.#render());
  }

  get #serverNow() {
    return this.#clock.toServer(now());
  }

  get #dropped() {
    const { room, people, connection } = this.#store.get();
    return connection.phase === 'online' && isDropped(room?.crown, people) ? room?.crown : undefined;
  }

  #fall = () => {
    const crown = this.#dropped;
    if (!crown) return false;
    const { x, y, landed } = fallPosition(crown, this.#serverNow);
    const left = (Math.min(98, Math.max(2, x)) / 100) * innerWidth - 28;
    const top = (y / 100) * innerHeight - 40;
    this.#fallen.style.transform = `translate3d(${left.toFixed(1)}px, ${top.toFixed(1)}px, 0)`;
    return !landed;
  };

  #render() {
    clearTimeout(this.#timer);
    const crown = this.#dropped;
    this.#fallen.hidden = !crown;
    const { dropCrown, getCrown } = roomActions(this.#store.get());
    this.#button.hidden = !crown && !dropCrown && !getCrown;
    this.#button.classList.toggle('held', !crown && dropCrown);
    if (crown) this.#renderDropped(crown);
    else this.#label(t(getCrown ? 'crown.get' : 'crown.drop'), true);
  }

  /** @param {import('../types.js').Crown} crown */
  #renderDropped(crown) {
    const state = this.#store.get();
    const last = crown.userId !== undefined && crown.userId === state.ownId;
    const seconds = secondsToPickup(crown, this.#serverNow, this.#pickupMs);
    const free = seconds === 0 || last || mayTakeCrownAnyTime(state);
    this.#label(free ? t('crown.take') : t('crown.wait', { seconds }), free);
    this.#count.textContent = seconds > 0 ? String(seconds) : t('crown.take');
    // What is written under it is part of its name, for who speaks to the page.
    if (free && seconds > 0) this.#fallen.setAttribute('aria-label', `${t('crown.take')} – ${seconds}`);
    animate(this.#fall);
    if (seconds > 0) this.#timer = setTimeout(() => this.#render(), 250);
  }

  /** @param {string} text @param {boolean} usable */
  #label(text, usable) {
    this.#words.textContent = text;
    for (const element of [this.#button, this.#fallen]) {
      element.title = text;
      element.setAttribute('aria-label', text);
      element.disabled = !usable;
    }
  }
}
