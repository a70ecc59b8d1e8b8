/** The operator console: a tab for each part that the held role can see. */
import type { Permission } from '@meshi/client';
import type { ComponentType } from 'react';
import { Link, useParams } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useWords } from '../../i18n/language.ts';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { ActingLine } from './acting-line.tsx';
import { AuditPart } from './audit-part.tsx';
import { CommunitiesPart } from './communities-part.tsx';
import { GroupsPart } from './groups-part.tsx';
import { KeysPart } from './keys-part.tsx';
import { OrganisationsPart } from './organisations-part.tsx';
import { PeoplePart } from './people-part.tsx';
import { ReportsPart } from './reports-part.tsx';
import { RoomsPart } from './rooms-part.tsx';
import { ServerPart } from './server-part.tsx';
import { SuspensionsPart } from './suspensions-part.tsx';
import { usePortal } from './use-portal.ts';
import { operatorWords } from './words.ts';
import './operators.css';

interface PartProps {
  can: (permission: Permission) => boolean;
}

const PARTS = {
  reports: { permission: 'reports:read', Part: ReportsPart },
  people: { permission: 'people:read', Part: PeoplePart },
  suspensions: { permission: 'people:suspend', Part: SuspensionsPart },
  rooms: { permission: 'rooms:close', Part: RoomsPart },
  communities: { permission: 'communities:close', Part: CommunitiesPart },
  organisations: { permission: 'organisations:read', Part: OrganisationsPart },
  groups: { permission: 'operators:manage', Part: GroupsPart },
  keys: { permission: 'keys:read', Part: KeysPart },
  audit: { permission: 'audit:read', Part: AuditPart },
  server: { permission: 'server:read', Part: ServerPart },
} as const satisfies Record<string, { permission: Permission; Part: ComponentType<PartProps> }>;

type Tab = keyof typeof PARTS;

export function AdminPage() {
  const words = useWords(operatorWords);
  const { data, error, refetch } = usePortal();
  const held = data?.current?.state === 'held' ? data.current : null;
  const can = (permission: Permission) => held?.role.permissions.includes(permission) ?? false;
  return (
    <div className="page measure">
      <header className="page-head">
        <Heading title={words.console} />
      </header>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton />}
      {data && !held && (
        <Empty title={words.noRole} hint={words.noRoleHint}>
          <Link className="button button-main" to="/portal">
            {words.toPortal}
          </Link>
        </Empty>
      )}
      {held && <ActingLine held={held} />}
      {held && <Parts can={can} />}
    </div>
  );
}

function Parts({ can }: PartProps) {
  const words = useWords(operatorWords);
  const { tab } = useParams();
  const tabs = (Object.keys(PARTS) as Tab[]).filter((one) => can(PARTS[one].permission));
  const shown = tabs.find((one) => one === tab) ?? tabs[0];
  if (!shown) return null;
  const { Part } = PARTS[shown];
  return (
    <>
      <nav className="tabs" aria-label={words.console}>
        {tabs.map((one) => (
          <Link
            key={one}
            className="tab"
            to={`/admin/${one}`}
            {...(one === shown && { 'aria-current': 'page' as const })}
          >
            {words.tabs[one]}
          </Link>
        ))}
      </nav>
      <Part can={can} />
    </>
  );
}
