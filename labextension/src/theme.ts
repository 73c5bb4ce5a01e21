/** JupyterLab's theme. */

/** Milliseconds after which a change of theme is surely over: meanwhile everything is hidden, and cannot be drawn. */
const CHANGE = 250;

/** Calls back when the theme has changed; returns how to stop that. */
export function onTheme(callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(callback, CHANGE);
  });
  observer.observe(document.body, { attributeFilter: ['data-jp-theme-name'] });
  return () => {
    observer.disconnect();
    clearTimeout(timer);
  };
}
