// Sets theme and language before the first paint, so that nobody sees the other one flash by.
(() => {
  const root = document.documentElement;
  let theme = null;
  let language = null;
  try {
    theme = localStorage.getItem('meshi.theme');
    language = localStorage.getItem('meshi.language');
  } catch {
    // Storage may be forbidden; then the system's preferences hold.
  }
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  root.lang = language === 'ja' || language === 'en' ? language : navigator.language.startsWith('ja') ? 'ja' : 'en';
})();
