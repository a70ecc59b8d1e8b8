/** The audit log of the organisation, for owners and admins: newest first, with filters, details and files to save. */
import type { AuditAction, AuditFactName, ShownAuditEntry } from '@meshi/client';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { saveFile } from '../../app/save-file.ts';
import { useAction } from '../../app/use-action.ts';
import { usePages } from '../../app/use-pages.ts';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import type { WordsOf } from '../../i18n/words.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Ago } from '../../ui/moment.tsx';
import { Paged } from '../../ui/paged.tsx';
import { auditWords } from './audit-words.ts';

/** Stands for no filter. */
const ALL = 'all';
const SYSTEM = 'system';
const PAGE_ITEMS = 10;

export function AuditPart() {
  const words = useWords(auditWords);
  const meshi = useMeshi();
  const [action, setAction] = useState<AuditAction | typeof ALL>(ALL);
  const [by, setBy] = useState<Choice>({ value: ALL, label: words.all });
  const filter = { ...(action !== ALL && { action }), ...(by.value !== ALL && { actorId: by.value }) };
  const list = usePages([...keys.tenants, 'audit', filter], (page, options) =>
    meshi.tenants.audit({ ...filter, ...page, limit: PAGE_ITEMS }, options),
  );
  const choices = usePeople(list.data ?? [], by);
  return (
    <section className="tenant-part" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="quiet">{words.hint}</p>
      <div className="audit-filters">
        <SelectField
          label={words.byAction}
          value={action}
          onChange={setAction}
          options={[{ value: ALL, label: words.all }, ...actionOptions(words.actions)]}
        />
        <SelectField
          label={words.byPerson}
          value={by.value}
          onChange={(value) => setBy(choices.find((choice) => choice.value === value) ?? by)}
          options={choices}
        />
      </div>
      <Paged list={list} empty={<p className="quiet">{words.empty}</p>}>
        {(entries) => (
          <ul className="audit-entries">
            {entries.map((entry) => (
              <EntryRow key={entry.id} entry={entry} />
            ))}
          </ul>
        )}
      </Paged>
      <ExportButtons />
    </section>
  );
}

interface Choice {
  value: string;
  label: string;
}

/** The people by whom the log can be filtered: members, and others who acted in the entries that are shown. */
function usePeople(entries: readonly ShownAuditEntry[], chosen: Choice): Choice[] {
  const words = useWords(auditWords);
  const meshi = useMeshi();
  const members = usePages([...keys.tenants, 'members'], (page, options) => meshi.tenantMembers.list(page, options));
  const people = [
    ...(members.data ?? []).map(({ person }) => person),
    ...entries.flatMap(({ actor }) => (actor ? [actor] : [])),
  ];
  const choices = [
    { value: ALL, label: words.all },
    { value: SYSTEM, label: words.system },
    chosen,
    ...people.map(({ id, displayName }) => ({ value: id, label: displayName })),
  ];
  return [...new Map(choices.map((choice) => [choice.value, choice])).values()];
}

/** The actions that can be in the log of an organisation. */
function actionOptions(labels: Readonly<Record<AuditAction, string>>) {
  const all = Object.entries(labels) as [AuditAction, string][];
  return all
    .filter(([value]) => /^(tenant|community|calendar)_/.test(value) && !NOT_HERE.has(value))
    .map(([value, label]) => ({ value, label }));
}

/** In the log of the server only. */
const NOT_HERE: ReadonlySet<AuditAction> = new Set(['tenant_switched', 'tenant_deleted']);

function EntryRow({ entry }: { entry: ShownAuditEntry }) {
  const words = useWords(auditWords);
  const { action, actor, as, target, at } = entry;
  const name = actor?.displayName ?? words.system;
  const isSelf = target !== null && target.id === actor?.id;
  return (
    <li>
      <details className="audit-entry">
        <summary>
          <span className="audit-action">{words.actions[action]}</span>
          <span className="quiet small">
            {actor ? words.as(name, words.roles[as]) : name}
            {target && !isSelf && ` → ${target.displayName}`} · <Ago at={at} />
          </span>
        </summary>
        <Details entry={entry} />
      </details>
    </li>
  );
}

function Details({ entry }: { entry: ShownAuditEntry }) {
  const words = useWords(auditWords);
  const { language } = useLanguage();
  const { seq, at, target, targetId, reason, address, sessionId } = entry;
  const rows: (readonly [string, string | null])[] = [
    [words.at, fullTime(at, language)],
    [words.target, target?.displayName ?? targetId],
    ...changesIn(entry, words),
    [words.reason, reason],
    [words.network, address],
    [words.session, sessionId],
    [words.number, String(seq)],
  ];
  return (
    <dl className="audit-details small">
      {rows.map(
        ([term, value]) =>
          value && (
            <div key={term}>
              <dt className="quiet">{term}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

type Words = WordsOf<typeof auditWords>;

/** One row for each fact: its value, or the value before and after. */
function changesIn({ before, after }: ShownAuditEntry, words: Words): [string, string][] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as AuditFactName[];
  return names.map((name) => {
    const [old, now] = [before[name], after[name]].map((value) =>
      value === undefined || value === null ? null : (words.values[String(value)] ?? String(value)),
    );
    return [words.facts[name], old && now ? words.change(old, now) : (now ?? old ?? words.values.none ?? '')];
  });
}

function ExportButtons() {
  const words = useWords(auditWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.tenants);
  const save = (format: 'jsonl' | 'csv') =>
    run(async () => {
      for (let fromSeq: number | null = 1; fromSeq !== null; ) {
        const { fileName, text, nextSeq }: Exported = await meshi.tenants.exportAudit({ format, fromSeq });
        saveFile(text, { name: fileName, type: format === 'csv' ? 'text/csv' : 'application/x-ndjson' });
        fromSeq = nextSeq;
      }
    }, words.exported);
  return (
    <div className="audit-export">
      <Button isBusy={isBusy} onClick={() => void save('jsonl')}>
        {words.exportJson}
      </Button>
      <Button isBusy={isBusy} onClick={() => void save('csv')}>
        {words.exportCsv}
      </Button>
    </div>
  );
}

interface Exported {
  fileName: string;
  text: string;
  nextSeq: number | null;
}
