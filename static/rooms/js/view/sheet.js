import { byId } from '../util/dom.js';

/**
 * A dialog that closes by its button, by Esc and by a click beside it.
 * @param {string} id
 * @param {() => void} [onClose]
 */
export function createSheet(id, onClose) {
  const dialog = byId(id, HTMLDialogElement);
  dialog.querySelector('[data-close]')?.addEventListener('click', () => dialog.close());
  dialog.addEventListener('pointerdown', (event) => {
    if (event.target !== dialog) return;
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right
      && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) dialog.close();
  });
  if (onClose) dialog.addEventListener('close', onClose);
  return {
    dialog,
    open() {
      if (!dialog.open) dialog.showModal();
    },
    close: () => dialog.close(),
  };
}

/**
 * A field of a form by its name.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export function field(form, name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}
