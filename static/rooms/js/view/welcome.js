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
