/** The organisation that I am in, as a button with a menu: my other organisations with what is unread there, and ways to new ones. */
import { Menu as Base } from '@base-ui/react/menu';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Building2, ChevronsUpDown, Plus, RotateCw } from 'lucide-react';
import { Suspense, useId } from 'react';
import { Link } from 'react-router';
import { ErrorBoundary } from '../../app/error-boundary.tsx';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { tenantListQuery } from '../../app/tenant-list.ts';
import { badgeCount } from '../../i18n/counted.ts';
import { loadWords, useWords } from '../../i18n/language.ts';
import { MenuButton } from '../../ui/menu.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { useTenantName } from './tenant-name.ts';
import { useUnreadElsewhere } from './unread-elsewhere.ts';
import { useSwitch } from './use-switch.ts';
import { tenantWords } from './words.ts';
import './space-switcher.css';

/** From coming near the button to opening the menu. */
const FRESH_MS = 5_000;

export function SpaceSwitcher() {
  const { nav, navBadge } = useWords();
  const { tenant } = useMyself();
  const unread = useUnreadElsewhere().reduce((sum, { count }) => sum + count, 0);
  const queries = useQueryClient();
  const list = useTenantList();
  // Most people never open the menu, so its words and its list are not part of the first screen.
  const prepare = () => {
    // Opening the menu shows a failure.
    void Promise.allSettled([loadWords(tenantWords), queries.prefetchQuery(list)]);
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
      <ErrorBoundary fallback={<NotLoaded />}>
        <Suspense fallback={<Skeleton />}>
          <Spaces />
        </Suspense>
      </ErrorBoundary>
    </MenuButton>
  );
}

function useTenantList() {
  return { ...tenantListQuery(useMeshi()), staleTime: FRESH_MS };
}

function Spaces() {
  const words = useWords(tenantWords);
  const nameOf = useTenantName();
  const { tenant: current } = useMyself();
  const { switchTo } = useSwitch();
  const waiting = useUnreadElsewhere();
  const { data, isPending } = useQuery(useTenantList());
  // Without an answer, the menu still says where the reader is.
  const tenants = data?.items.map(({ tenant }) => tenant) ?? [current];
  const choose = (id: string) => {
    const chosen = tenants.find((one) => one.id === id);
    if (chosen && id !== current.id) void switchTo(chosen);
  };
  // All items at once: the menu gives the keyboard to the first one that is there.
  if (isPending) return <Skeleton />;
  return (
    <>
      <Base.RadioGroup value={current.id} onValueChange={choose} aria-label={words.organisations}>
        {tenants.map((tenant) => {
          const count = waiting.find(({ tenantId }) => tenantId === tenant.id)?.count ?? 0;
          return (
            <Base.RadioItem className="menu-item space-item" key={tenant.id} value={tenant.id} closeOnClick>
              <Base.RadioItemIndicator className="space-mark" keepMounted />
              <span className="one-line grow">{nameOf(tenant)}</span>
              <UnreadBadge count={count} label={words.unread(badgeCount(count))} />
            </Base.RadioItem>
          );
        })}
      </Base.RadioGroup>
      <Base.Separator className="menu-line" />
      <Base.LinkItem className="menu-item" render={<Link to="/settings/organisations" />} closeOnClick>
        <Plus size={18} aria-hidden />
        {words.joinOrCreate}
      </Base.LinkItem>
    </>
  );
}

/** Reloading is the only way: some browsers load a file that has failed only once a page. */
function NotLoaded() {
  const { connection, errors } = useWords();
  const id = useId();
  return (
    <>
      <p className="space-problem" id={id}>
        {errors.title}
      </p>
      <Base.Item className="menu-item" aria-describedby={id} onClick={() => location.reload()}>
        <RotateCw size={18} aria-hidden />
        {connection.reload}
      </Base.Item>
    </>
  );
}

function UnreadBadge({ count, label }: { count: number; label: string }) {
  if (count === 0) return null;
  return (
    <>
      <span className="badge" aria-hidden="true">
        {badgeCount(count)}
      </span>
      <span className="hidden-text"> {label}</span>
    </>
  );
}
