/** JupyterLab's theme. */

/** Calls back when the theme has changed; returns how to stop that. */
export function onTheme(callback: () => void): () => void {
  const observer = new MutationObserver(() => {
    requestAnimationFrame(callback);
  });
  observer.observe(document.body, { attributeFilter: ['data-jp-theme-name'] });
  return () => {
    observer.disconnect();
  };
}
