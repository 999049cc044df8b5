import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';

/** @typedef {'none' | 'loading' | 'ready'} Kept  whether the page also opens without a network */

/**
 * The page as an app: kept for when there is no network, renewed when there is a new one, installed on wish.
 * @param {object} parts
 * @param {import('../net/socket.js').Socket} parts.socket
 * @param {import('./notices.js').Tell} parts.tell
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} parts.settings
 * @returns {() => void} to be called when the page has loaded what it plays with
 */
export function createApp({ socket, tell, settings }) {
  const words = byId('app-state', HTMLElement);
  /** @type {Kept} */
  let kept = 'none';
  const show = () => {
    words.dataset.kept = kept;
    words.textContent = t(`app.${kept}`);
  };
  // Said again in another language.
  settings.subscribe(['language'], show);
  offerInstallation();

  return async () => {
    const { serviceWorker } = navigator;
    if (!serviceWorker) return;
    kept = 'loading';
    show();
    try {
      const registration = await serviceWorker.register('/sw.js', { scope: '/' });
      watchForUpdates(registration, tell);
      // A server that was restarted may have brought a new page along.
      socket.events.on('hi', () => void registration.update().catch(() => undefined));
      const ready = await serviceWorker.ready;
      ready.active?.postMessage('keep-samples');
      kept = 'ready';
    } catch {
      // Forbidden by the browser or by an insecure address: the page plays all the same.
      kept = 'none';
    }
    show();
  };
}

/** @param {ServiceWorkerRegistration} registration @param {import('./notices.js').Tell} tell */
function watchForUpdates(registration, tell) {
  let asked = false;

  function offer() {
    // The very first one replaces nothing.
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    const act = () => {
      asked = true;
      registration.waiting?.postMessage('take-over');
    };
    tell(t('app.update'), { id: 'update', duration: 0, action: { label: t('app.reload'), act } });
  }

  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => installing.state === 'installed' && offer());
  });
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (asked) location.reload();
  });
  offer();
}

/** Where the browser lets a page ask for it. */
function offerInstallation() {
  const button = byId('app-install', HTMLButtonElement);
  /** @type {{prompt: () => Promise<unknown>} | null} */
  let prompt = null;
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    prompt = /** @type {any} */ (event);
    button.hidden = false;
  });
  button.addEventListener('click', () => {
    void prompt?.prompt();
    button.hidden = true;
  });
  addEventListener('appinstalled', () => {
    button.hidden = true;
  });
}
