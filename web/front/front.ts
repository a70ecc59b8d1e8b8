/**
 * The script of visitors' pages, which the server makes. They work without it, except for invitations: their token is in the
 * fragment, which only the browser knows.
 */

const LANGUAGE = 'meshi.language';
const INVITATION = '/api/v1/front/invitation';

rememberLanguage();
keepFragment();
void showInvitation();

/** The app speaks the language that a visitor has chosen here. */
function rememberLanguage(): void {
  for (const link of document.querySelectorAll<HTMLElement>('[data-language]')) {
    link.addEventListener('click', () => {
      try {
        localStorage.setItem(LANGUAGE, link.dataset.language ?? '');
      } catch {
        // Without storage, the app begins in the language of the browser.
      }
    });
  }
}

/**
 * The ways in lead back to this very address, with its fragment; so does the other language. It stays a fragment, which no server
 * sees: the token of an invitation must not get into a log.
 */
function keepFragment(): void {
  if (location.hash === '') return;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-return], a[data-language]')) {
    link.hash = location.hash;
  }
}

/** Shows which community an invitation leads to, if it is public. */
async function showInvitation(): Promise<void> {
  const place = document.querySelector<HTMLElement>('[data-invitation]');
  const title = place?.querySelector<HTMLElement>('[data-invitation-title]');
  const text = place?.querySelector<HTMLElement>('[data-invitation-text]');
  if (!place || !title || !text) return;
  const { private: isPrivate = '', expired = '', expiredHint = '' } = place.dataset;
  place.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(INVITATION, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: location.hash.slice(1) }),
    });
    if (answer.status === 404 || answer.status === 400) {
      title.textContent = expired;
      text.textContent = expiredHint;
    } else if (answer.ok) {
      const { community } = (await answer.json()) as { community: { name: string; description: string } | null };
      if (community) title.textContent = `${title.textContent}: ${community.name}`;
      text.textContent = community ? community.description : isPrivate;
    }
  } catch {
    // Without the server nothing more can be said; the ways in still lead to the invitation.
  } finally {
    place.removeAttribute('aria-busy');
  }
}
