import { byId } from '../util/dom.js';

/**
 * The slider in the person's dialog.
 * @param {import('../sound/volumes.js').Volumes} volumes
 * @returns {(id: string) => void} shows it for somebody
 */
export function createPersonVolume(volumes) {
  const slider = byId('person-volume', HTMLInputElement);
  const value = byId('person-volume-value', HTMLElement);
  let whose = '';

  const show = () => {
    value.textContent = `${Math.round(slider.valueAsNumber * 100)} %`;
  };
  slider.addEventListener('input', () => {
    volumes.set(whose, slider.valueAsNumber);
    show();
  });
  return (id) => {
    whose = id;
    slider.value = String(volumes.get(id));
    show();
  };
}
