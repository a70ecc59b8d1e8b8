/** My picture, as a button with a menu: my profile, my settings, my organisation, and signing out. */
import { Building2, LogOut, Settings, UserRound } from 'lucide-react';
import { Suspense, useState } from 'react';
import { settingsWords } from '../features/settings/words.ts';
import { useWords } from '../i18n/language.ts';
import { Avatar } from '../ui/avatar.tsx';
import { MenuButton, type MenuEntry } from '../ui/menu.tsx';
import { lazyScreen } from './lazy-screen.ts';
import { useMyself } from './meshi-context.tsx';

const SignOutNow = lazyScreen(
  async () => (await import('../features/settings/sign-out.tsx')).SignOutNow,
  settingsWords,
);

export function AccountMenu() {
  const { nav } = useWords();
  const { profile, tenant } = useMyself();
  const [isLeaving, setLeaving] = useState(false);
  const entries: MenuEntry[] = [
    { label: nav.me, icon: UserRound, to: '/me' },
    { label: nav.settings, icon: Settings, to: '/settings' },
    // The open space has nothing to look after.
    ...(tenant.name === null ? [] : [{ label: nav.organisation, icon: Building2, to: '/organisation' }]),
    { label: nav.signOut, icon: LogOut, onSelect: () => setLeaving(true) },
  ];
  return (
    <>
      <MenuButton
        className="account-button"
        trigger={
          <>
            <Avatar person={profile} size={32} />
            <span className="account-name one-line">{profile.displayName}</span>
            <span className="hidden-text"> {nav.account}</span>
          </>
        }
        entries={entries}
      />
      {isLeaving && (
        <Suspense>
          <SignOutNow onStay={() => setLeaving(false)} />
        </Suspense>
      )}
    </>
  );
}
