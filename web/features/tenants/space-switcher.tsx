/** The organisation that I am in, as a button with a menu: my other organisations with what is unread there, and ways to new ones. */
import { useQueryClient } from '@tanstack/react-query';
import { Building2, ChevronsUpDown } from 'lucide-react';
import { Suspense } from 'react';
import { lazyScreen } from '../../app/lazy-screen.ts';
import { useMyself } from '../../app/meshi-context.tsx';
import { badgeCount } from '../../i18n/counted.ts';
import { loadWords, useWords } from '../../i18n/language.ts';
import { MenuButton } from '../../ui/menu.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { UnreadBadge, useTenantList } from './space-parts.tsx';
import { useUnreadElsewhere } from './unread-elsewhere.ts';
import { tenantWords } from './words.ts';
import './space-switcher.css';

const LazySpaceMenu = lazyScreen(async () => (await import('./space-menu.tsx')).SpaceMenu);

export function SpaceSwitcher() {
  const { nav, navBadge } = useWords();
  const { tenant } = useMyself();
  const unread = useUnreadElsewhere().reduce((sum, { count }) => sum + count, 0);
  const queries = useQueryClient();
  const list = useTenantList();
  // Most people never open the menu, so its words and its list are not part of the first screen.
  const prepare = () => {
    // Opening the menu shows a failure.
    void Promise.allSettled([LazySpaceMenu.preload(), loadWords(tenantWords), queries.prefetchQuery(list)]);
  };
  return (
    <MenuButton
      align="start"
      className="space-button"
      onApproach={prepare}
      trigger={
        <>
          <Building2 className="space-icon" size={20} aria-hidden />
          <span className="space-name one-line">{tenant.name ?? nav.everyone}</span>
          <span className="hidden-text"> {nav.switchOrganisation}</span>
          <UnreadBadge count={unread} label={navBadge.elsewhere(badgeCount(unread))} />
          <ChevronsUpDown className="space-chevron" size={16} aria-hidden />
        </>
      }
    >
      <Suspense fallback={<Skeleton />}>
        <LazySpaceMenu />
      </Suspense>
    </MenuButton>
  );
}
