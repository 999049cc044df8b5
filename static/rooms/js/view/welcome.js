import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';

/**
 * The greeting goes when the first note sounds, whoever played it.
 * @param {import('./visuals.js').Visuals} visuals
 */
export function createWelcome(visuals) {
  const welcome = byId('welcome', HTMLElement);
  const leave = visuals.on('note', () => {
    welcome.classList.add('gone');
    leave();
  });
}

/**
 * Somebody plays, but nothing sounds before a gesture; any will do, and this says so.
 * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} signals
 * @param {import('../sound/engine.js').SoundEngine} engine
 * @param {import('./notices.js').Tell} tell
 */
export function createSoundHint(signals, engine, tell) {
  const hint = byId('sound-hint', HTMLElement);
  const words = /** @type {HTMLElement} */ (hint.querySelector('span'));
  const show = (/** @type {string} */ key) => {
    words.textContent = t(key);
  };
  signals.on('unheard', () => {
    // Where there is no sound at all no gesture helps, and it has been said.
    show('sound.hint');
    hint.hidden = engine.state === 'refused';
  });
  engine.onHearing((hearing) => {
    if (hearing === 'refused') tell(t('sound.refused'), { id: 'sound' });
    else hint.hidden = hearing === 'running';
    if (hearing === 'suspended') show('sound.suspended');
  });
  for (const gesture of ['click', 'keydown']) {
    addEventListener(gesture, () => {
      hint.hidden = true;
    });
  }
}
