/** The current organisation as a place: its sections, as far as the permissions of the member reach. */
import type { TenantDetails } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { FileKey2, Globe, type LucideIcon, Settings, Tags, UsersRound } from 'lucide-react';
import type { ComponentType } from 'react';
import { Navigate, useLocation, useNavigate, useParams } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { NotFound } from '../../app/not-found.tsx';
import { keys } from '../../app/query-keys.ts';
import { SectionHead } from '../../app/section-head.tsx';
import { SectionPanes } from '../../app/section-panes.tsx';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useWords } from '../../i18n/language.ts';
import { InviteStep } from '../../ui/invite-step.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import {
  AccessSection,
  GroupsSection,
  MembersSection,
  RecordsSection,
  RulesSection,
  type SectionProps,
} from './organisation-sections.tsx';
import { tenantWords } from './words.ts';
import './tenants.css';

/** People who can use the first link. `inviteLinkHint` says so. */
const FIRST_USES = 10;

const SECTIONS = {
  members: MembersSection,
  groups: GroupsSection,
  access: AccessSection,
  rules: RulesSection,
  records: RecordsSection,
} as const satisfies Record<string, ComponentType<SectionProps>>;

type SectionName = keyof typeof SECTIONS;

const ICONS: Record<SectionName, LucideIcon> = {
  members: UsersRound,
  groups: Tags,
  access: Globe,
  rules: Settings,
  records: FileKey2,
};

/** Beside the list, where there is room, before one is chosen. */
const FIRST_SECTION: SectionName = 'members';

export function OrganisationPage() {
  const { state } = useLocation() as { state: { isNew?: boolean } | null };
  const { tenant } = useMyself();
  // The open space belongs to nobody: here one joins or creates an organisation.
  if (tenant.name === null) return <Navigate to="/settings/organisations" replace />;
  return state?.isNew ? <InviteFirst name={tenant.name} /> : <Organisation name={tenant.name} />;
}

/** What the owner of a new organisation does first. */
function InviteFirst({ name }: { name: string }) {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const navigate = useNavigate();
  return (
    <div className="page measure">
      <header className="page-head">
        <Heading title={words.inviteFirst(name)} />
      </header>
      <InviteStep
        hint={words.inviteHint}
        linkHint={words.inviteLinkHint}
        title={words.inviteFirst(name)}
        makeLink={async () => (await meshi.tenantInvitations.create({ maxUses: FIRST_USES })).link}
        onDone={() => void navigate('/topics', { replace: true })}
      />
    </div>
  );
}

function Organisation({ name }: { name: string }) {
  const words = useWords(tenantWords);
  const { section } = useParams();
  const isWide = useIsWide();
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.tenants, 'current'],
    queryFn: () => meshi.tenants.current(),
  });
  const shown = section ?? (isWide ? FIRST_SECTION : null);
  const names = data ? sectionsFor(data) : [FIRST_SECTION];
  return (
    <SectionPanes
      title={data?.name ?? name}
      lead={
        data && (
          <p className="quiet">
            {words.memberCount(data.memberCount)} · {words.roles[data.role]}
          </p>
        )
      }
      groups={[
        {
          id: 'organisation',
          entries: names.map((one) => ({ path: `/organisation/${one}`, icon: ICONS[one], ...words.sections[one] })),
        },
      ]}
      isOpen={section !== undefined}
      selectedPath={shown === null ? null : `/organisation/${shown}`}
    >
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton />}
      {data && shown !== null && <Section name={shown} tenant={data} />}
    </SectionPanes>
  );
}

function Section({ name, tenant }: { name: string; tenant: TenantDetails }) {
  const words = useWords(tenantWords);
  const known = sectionsFor(tenant).find((one) => one === name);
  if (!known) return <NotFound />;
  const Content = SECTIONS[known];
  return (
    <>
      <SectionHead title={words.sections[known].label} place="organisation" />
      <Content tenant={tenant} />
    </>
  );
}

/** Those in which the member can see something. */
function sectionsFor({ permissions }: TenantDetails): SectionName[] {
  const can = (permission: TenantDetails['permissions'][number]) => permissions.includes(permission);
  return [
    'members',
    ...(can('organisation:manage_groups') ? (['groups'] as const) : []),
    'access',
    'rules',
    ...(can('organisation:manage_keys') || can('organisation:read_audit') ? (['records'] as const) : []),
  ];
}
