// Keeps the page and its sound for when there is no network. A page and its scripts are of one release and are only
// changed together: everything is answered from the release that was installed, and the next one waits for its turn.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const SHELL_CACHE = `piano-shell-${RELEASE.version}`;
const SAMPLE_CACHE = `piano-samples-${RELEASE.samplesVersion}`;
// One answer is kept for each address, whatever the server says it may vary by.
const ANY = { ignoreVary: true };
const shell = new Set(RELEASE.shell);
const samples = new Set(RELEASE.samples);
// First parts of paths that are no rooms: what they lead to is the server's alone.
const NOT_ROOMS = new Set(['admin', 'api', 'appeal', 'static', 'media', 'ws', 'health', 'healthz', 'readyz', 'metrics', 'favicon.ico', 'sw.js', 'manifest.webmanifest']);

async function install() {
  const cache = await caches.open(SHELL_CACHE);
  // Past the browser's own cache, which may hold files of the release before.
  await cache.addAll([RELEASE.page, ...RELEASE.shell].map((url) => new Request(url, { cache: 'no-cache' })));
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith('piano-') && name !== SHELL_CACHE && name !== SAMPLE_CACHE) await caches.delete(name);
  }
  await worker.clients.claim();
}

/** Asked for by a page that has loaded them, so that the first visit is not slowed down. */
async function keepSamples() {
  const cache = await caches.open(SAMPLE_CACHE);
  for (const url of RELEASE.samples) {
    if (!(await cache.match(url, ANY))) await cache.add(url);
  }
}

/** @param {string} cacheName @param {string} url @param {Request} request */
async function answer(cacheName, url, request) {
  const cache = await caches.open(cacheName);
  return (await cache.match(url, ANY)) ?? fetch(request);
}

/** @param {Request} request @returns {Promise<Response> | null} null = none of ours */
function answerTo(request) {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return null;
  if (request.mode === 'navigate') {
    return NOT_ROOMS.has(pathname.split('/')[1]) ? null : answer(SHELL_CACHE, RELEASE.page, request);
  }
  if (shell.has(pathname)) return answer(SHELL_CACHE, pathname, request);
  return samples.has(pathname) ? answer(SAMPLE_CACHE, pathname, request) : null;
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('message', (event) => {
  if (event.data === 'keep-samples') event.waitUntil(keepSamples());
  if (event.data === 'take-over') event.waitUntil(worker.skipWaiting());
});
worker.addEventListener('fetch', (event) => {
  const response = answerTo(event.request);
  if (response) event.respondWith(response);
});
