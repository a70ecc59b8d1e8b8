// Before the first paint: sets theme and language, to avoid a flash of the wrong theme, and begins to resume the session.
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
  // The app takes these answers when it is loaded, which takes longer: see web/app/early-answers.ts.
  if (!/(?:^|; )meshi_session=1/.test(document.cookie)) return;
  const accept = 'application/json';
  const signal = AbortSignal.timeout(15_000);
  const renewal = fetch('/api/v1/sessions/refresh', {
    method: 'POST',
    headers: { accept, 'content-type': accept },
    body: '{}',
    signal,
  });
  const account = renewal.then(async (answer) => {
    if (!answer.ok) return answer;
    const { accessToken } = await answer.clone().json();
    return fetch('/api/v1/account', { headers: { accept, authorization: `Bearer ${accessToken}` }, signal });
  });
  // The app asks again for what fails here.
  account.catch(() => {});
  window.meshiEarly = { '/api/v1/sessions/refresh': renewal, '/api/v1/account': account };
})();
