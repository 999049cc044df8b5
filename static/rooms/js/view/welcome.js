import { byId } from '../util/dom.js';

/**
 * The greeting goes when the first note sounds, whoever played it.
 * @param {import('./visuals.js').Visuals} visuals
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 */
export function createWelcome(visuals, settings) {
  const welcome = byId('welcome', HTMLElement);
  const leave = visuals.on('note', () => {
    welcome.classList.add('gone');
    leave();
  });
  settings.subscribe(['ribbons'], ({ ribbons }) => {
    byId('ribbons', HTMLElement).hidden = !ribbons;
  });
}

/**
 * Others play, but nothing sounds before a gesture; any will do, and this says so.
 * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} signals
 */
export function createSoundHint(signals) {
  const hint = byId('sound-hint', HTMLElement);
  signals.on('unheard', () => {
    hint.hidden = false;
  });
  for (const gesture of ['click', 'keydown']) {
    addEventListener(gesture, () => {
      hint.hidden = true;
    });
  }
}
