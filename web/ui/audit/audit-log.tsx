/** An audit log: newest first, with filters, details and files to save. */
import type { AuditAction, AuditFactName, MeshiClient, ProfileSummary, ShownAuditEntry } from '@meshi/client';
import type { QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { saveFile } from '../../app/save-file.ts';
import { useAction } from '../../app/use-action.ts';
import { usePages } from '../../app/use-pages.ts';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import type { WordsOf } from '../../i18n/words.ts';
import { Button } from '../button.tsx';
import { SelectField } from '../field.tsx';
import { Ago } from '../moment.tsx';
import { Paged } from '../paged.tsx';
import { auditWords } from './audit-words.ts';
import './audit.css';

/** Stands for no filter. */
const ALL = 'all';
const SYSTEM = 'system';
const PAGE_ITEMS = 10;

interface AuditLogProps {
  /** Whose log it is. */
  of: 'organisation' | 'server';
  source: Pick<MeshiClient['tenants'], 'audit' | 'exportAudit'>;
  queryKey: QueryKey;
  /** The actions that can be in this log. */
  hasAction: (action: AuditAction) => boolean;
  /** Known people by whom the log can be filtered, besides those in the entries. */
  people?: readonly ProfileSummary[];
}

export function AuditLog({ of, source, queryKey, hasAction, people = [] }: AuditLogProps) {
  const words = useWords(auditWords);
  const [action, setAction] = useState<AuditAction | typeof ALL>(ALL);
  const [by, setBy] = useState<Choice>({ value: ALL, label: words.all });
  const filter = { ...(action !== ALL && { action }), ...(by.value !== ALL && { actorId: by.value }) };
  const list = usePages([...queryKey, 'audit', filter], (page, options) =>
    source.audit({ ...filter, ...page, limit: PAGE_ITEMS }, options),
  );
  const choices = useChoices(people, list.data ?? [], by);
  return (
    <section className="tenant-part" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="quiet">{words.hints[of]}</p>
      <div className="audit-filters">
        <SelectField
          label={words.byAction}
          value={action}
          onChange={setAction}
          options={[{ value: ALL, label: words.all }, ...actionOptions(words.actions, hasAction)]}
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
      <ExportButtons source={source} queryKey={queryKey} />
    </section>
  );
}

interface Choice {
  value: string;
  label: string;
}

/** The people by whom the log can be filtered. */
function useChoices(known: readonly ProfileSummary[], entries: readonly ShownAuditEntry[], chosen: Choice): Choice[] {
  const words = useWords(auditWords);
  const people = [...known, ...entries.flatMap(({ actor }) => (actor ? [actor] : []))];
  const choices = [
    { value: ALL, label: words.all },
    { value: SYSTEM, label: words.system },
    chosen,
    ...people.map(({ id, displayName }) => ({ value: id, label: displayName })),
  ];
  return [...new Map(choices.map((choice) => [choice.value, choice])).values()];
}

function actionOptions(labels: Readonly<Record<AuditAction, string>>, hasAction: (action: AuditAction) => boolean) {
  const all = Object.entries(labels) as [AuditAction, string][];
  return all.filter(([value]) => hasAction(value)).map(([value, label]) => ({ value, label }));
}

function EntryRow({ entry }: { entry: ShownAuditEntry }) {
  const words = useWords(auditWords);
  const { action, actor, as, target, at } = entry;
  const name = actor?.displayName ?? (as === 'operator' ? words.roles.operator : words.system);
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

function ExportButtons({ source, queryKey }: Pick<AuditLogProps, 'source' | 'queryKey'>) {
  const words = useWords(auditWords);
  const { run, isBusy } = useAction(queryKey);
  const save = (format: 'jsonl' | 'csv') =>
    run(async () => {
      for (let fromSeq: number | null = 1; fromSeq !== null; ) {
        const { fileName, text, nextSeq }: Exported = await source.exportAudit({ format, fromSeq });
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
