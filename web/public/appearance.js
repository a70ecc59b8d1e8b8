// Sets theme and language before the first paint, to avoid a flash of the wrong theme.
(() => {
  const root = document.documentElement;
  let theme = null;
  let language = null;
  try {
    theme = localStorage.getItem('meshi.theme');
    language = localStorage.getItem('meshi.language');
  } catch {
    // If storage is forbidden, the system's preferences apply.
  }
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  // The server has chosen the language of visitors' pages.
  if ('front' in root.dataset) return;
  root.lang = language === 'ja' || language === 'en' ? language : navigator.language.startsWith('ja') ? 'ja' : 'en';
})();
