/** For how long the organisation keeps messages: a line for every member, and a form for those who can change it. */
import { type Retention, type TenantDetails, wireLimits } from '@meshi/client';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { SelectField } from '../../ui/field.tsx';
import { retentionWords } from './retention-words.ts';

const FIELDS = ['messageDays', 'roomDays', 'auditDays'] as const;
type Field = (typeof FIELDS)[number];

/** Choices that fit most organisations. The API takes any number of days. */
const DAYS = [7, 30, 90, 180, 365, 730, 1_825];
const FOR_EVER = 'forever';

export function RetentionPart({ tenant }: { tenant: TenantDetails }) {
  const words = useWords(retentionWords);
  const { retention, nextRetention, permissions } = tenant;
  return (
    <section className="tenant-part stack" aria-labelledby="tenant-retention">
      <h2 id="tenant-retention">{words.title}</h2>
      <Days retention={retention} />
      {permissions.includes('organisation:set_policy') ? (
        <Change key={JSON.stringify([retention, nextRetention])} tenant={tenant} />
      ) : (
        nextRetention && <Next tenant={tenant} />
      )}
    </section>
  );
}

function Days({ retention }: { retention: Retention }) {
  const words = useWords(retentionWords);
  return (
    <ul className="retention-days">
      {FIELDS.map((field) => (
        <li key={field}>{words.rules[field](retention[field])}</li>
      ))}
    </ul>
  );
}

/** A shorter retention that will take effect. */
function Next({ tenant: { nextRetention } }: { tenant: TenantDetails }) {
  const words = useWords(retentionWords);
  const { language } = useLanguage();
  if (!nextRetention) return null;
  return (
    <div role="status">
      <p>
        <b>{words.nextFrom(fullTime(nextRetention.at, language))}</b>
      </p>
      <Days retention={nextRetention} />
    </div>
  );
}

function Change({ tenant }: { tenant: TenantDetails }) {
  const words = useWords(retentionWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.tenants);
  const { retention, nextRetention } = tenant;
  const [wanted, setWanted] = useState<Retention>(() => daysOf(nextRetention ?? retention));
  const [isAsking, setAsking] = useState(false);
  const shortened = FIELDS.filter((field) => isShorter(wanted[field], retention[field]));
  const isChanged = FIELDS.some((field) => wanted[field] !== (nextRetention ?? retention)[field]);
  const set = () =>
    run(() => meshi.tenants.setRetention(wanted), shortened.length > 0 ? words.savedForLater : words.saved);
  return (
    <>
      {nextRetention && <Next tenant={tenant} />}
      {nextRetention && (
        <div>
          <Button isBusy={isBusy} onClick={() => void run(() => meshi.tenants.cancelRetention(), words.cancelled)}>
            {words.cancel}
          </Button>
        </div>
      )}
      {FIELDS.map((field) => (
        <SelectField
          key={field}
          label={words.fields[field]}
          hint={words.hints[field]}
          value={wordOf(wanted[field])}
          onChange={(value) => setWanted({ ...wanted, [field]: value === FOR_EVER ? null : Number(value) })}
          options={choices(field, [wanted[field], retention[field]]).map((days) => ({
            value: wordOf(days),
            label: days === null && field === 'auditDays' ? words.asServer : words.days(days),
          }))}
        />
      ))}
      <p className="quiet small">{words.noHold}</p>
      <div>
        <Button
          isBusy={isBusy}
          disabled={!isChanged}
          onClick={() => (shortened.length > 0 ? setAsking(true) : void set())}
        >
          {words.save}
        </Button>
      </div>
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={words.shortenTitle}
        text={words.sentences([
          ...shortened.map((field) => words.shorten[field](wanted[field] ?? 0)),
          words.shortenText,
        ])}
        action={words.shortenAction}
        onConfirm={set}
      />
    </>
  );
}

function choices(field: Field, present: readonly (number | null)[]): (number | null)[] {
  const min = field === 'auditDays' ? wireLimits.auditRetentionDaysMin : wireLimits.retentionDaysMin;
  const all = [...DAYS, ...present.filter((days) => days !== null)].filter((days) => days >= min);
  return [null, ...[...new Set(all)].sort((a, b) => a - b)];
}

function isShorter(wanted: number | null, current: number | null): boolean {
  return wanted !== null && (current === null || wanted < current);
}

function wordOf(days: number | null): string {
  return days === null ? FOR_EVER : String(days);
}

function daysOf({ messageDays, roomDays, auditDays }: Retention): Retention {
  return { messageDays, roomDays, auditDays };
}
