/** The menu of the organisations: mine, with what is unread in each, and ways to new ones. */
import { Menu as Base } from '@base-ui/react/menu';
import { useQuery } from '@tanstack/react-query';
import { Plus, RotateCw } from 'lucide-react';
import { Suspense, useId } from 'react';
import { Link } from 'react-router';
import { ErrorBoundary } from '../../app/error-boundary.tsx';
import { useMyself } from '../../app/meshi-context.tsx';
import { badgeCount } from '../../i18n/counted.ts';
import { useWords } from '../../i18n/language.ts';
import { Skeleton } from '../../ui/states.tsx';
import { UnreadBadge, useTenantList } from './space-parts.tsx';
import { useTenantName } from './tenant-name.ts';
import { useUnreadElsewhere } from './unread-elsewhere.ts';
import { useSwitch } from './use-switch.ts';
import { tenantWords } from './words.ts';

export function SpaceMenu() {
  return (
    <ErrorBoundary fallback={<NotLoaded />}>
      <Suspense fallback={<Skeleton />}>
        <Spaces />
      </Suspense>
    </ErrorBoundary>
  );
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
