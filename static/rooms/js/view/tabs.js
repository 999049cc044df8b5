/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/**
 * Tabs as the ARIA practices describe them: one is in the Tab order, the arrow keys change it.
 * @param {HTMLElement} list  its buttons name their panels by aria-controls
 */
export function createTabs(list) {
  const tabs = /** @type {HTMLButtonElement[]} */ ([...list.querySelectorAll('[role=tab]')]);

  /** @param {HTMLButtonElement} chosen */
  function choose(chosen) {
    for (const tab of tabs) {
      tab.setAttribute('aria-selected', String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '');
      if (panel) panel.hidden = tab !== chosen;
    }
  }

  list.addEventListener('click', ({ target }) => {
    const tab = tabs.find((button) => target instanceof Node && button.contains(target));
    if (tab) choose(tab);
  });
  list.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    if (!step || at < 0) return;
    const next = tabs[(at + step + tabs.length) % tabs.length];
    event.preventDefault();
    next.focus();
    choose(next);
  });
  choose(tabs[0]);
}
