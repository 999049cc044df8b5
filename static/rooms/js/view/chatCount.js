import { charactersLeft } from '../room/draft.js';
import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';

const TIGHT = 20;

/**
 * Says how much still fits, once that is little.
 * @param {HTMLInputElement} input
 * @returns {() => void} counts again, after a change that was no typing
 */
export function createCounter(input) {
  const counter = byId('chat-count', HTMLElement);

  function count() {
    const left = charactersLeft(input.value, input.maxLength);
    counter.hidden = left === null;
    if (left === null) return;
    counter.textContent = String(left);
    counter.title = t('chat.left', { count: left });
    counter.classList.toggle('tight', left <= TIGHT);
  }

  input.addEventListener('input', count);
  return count;
}
