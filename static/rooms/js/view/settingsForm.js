/** @typedef {import('../types.js').Settings} Settings */
/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

/**
 * Fields whose name is a setting show it and change it at once; other fields are left alone.
 * @param {HTMLFormElement} form
 * @param {import('../util/store.js').Store<Settings>} settings
 */
export function bindSettings(form, settings) {
  /** @type {Map<keyof Settings, Field>} */
  const fields = new Map();
  for (const element of form.elements) {
    const isField = element instanceof HTMLInputElement || element instanceof HTMLSelectElement;
    if (isField && element.name in settings.get()) {
      fields.set(/** @type {keyof Settings} */ (element.name), element);
    }
  }
  settings.subscribe([...fields.keys()], (values) => {
    for (const [name, element] of fields) show(element, values[name]);
  });
  form.addEventListener('input', ({ target }) => {
    const element = /** @type {Field} */ (target);
    const name = /** @type {keyof Settings} */ (element.name);
    if (fields.get(name) === element) settings.update({ [name]: read(element, settings.get()[name]) });
  });
  form.addEventListener('submit', (event) => event.preventDefault());
}

/** @param {Field} element @param {Settings[keyof Settings]} value */
function show(element, value) {
  if (element instanceof HTMLInputElement && element.type === 'checkbox') element.checked = value === true;
  else if (element.value !== String(value)) element.value = String(value);
}

/** @param {Field} element @param {Settings[keyof Settings]} before  says of what type it is */
function read(element, before) {
  if (element instanceof HTMLInputElement && element.type === 'checkbox') return element.checked;
  return typeof before === 'number' ? Number(element.value) : element.value;
}
