/** The queue of reports: what was reported, as it was then, and what operators decided. */
import { type OperatorReport, type Permission, type ReportOutcome, wireLimits } from '@meshi/client';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useDone } from '../../app/use-done.ts';
import { usePages } from '../../app/use-pages.ts';
import { useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { RadioList, Segments } from '../../ui/choices.tsx';
import { TextAreaField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Ago } from '../../ui/moment.tsx';
import { Paged } from '../../ui/paged.tsx';
import { reportWords } from '../../ui/report/words.ts';
import { Empty } from '../../ui/states.tsx';
import { operatorWords } from './words.ts';

const OUTCOMES = ['acted', 'warned', 'dismissed'] as const satisfies readonly ReportOutcome[];

type Can = (permission: Permission) => boolean;

export function ReportsPart({ can }: { can: Can }) {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const [state, setState] = useState<'open' | 'decided'>('open');
  const list = usePages([...keys.operators, 'reports', state], (page, options) =>
    meshi.operatorReports.list({ state, ...page }, options),
  );
  const nothing =
    state === 'open' ? (
      <Empty title={words.noReports} hint={words.noReportsHint} />
    ) : (
      <p className="quiet">{words.noDecided}</p>
    );
  return (
    <>
      <Segments
        label={words.state}
        isLabelHidden
        value={state}
        onChange={setState}
        options={[
          { value: 'open', label: words.open },
          { value: 'decided', label: words.decided },
        ]}
      />
      <Paged list={list} empty={nothing}>
        {(reports) => (
          <ul className="rows">
            {reports.map((report) => (
              <ReportRow key={report.id} report={report} can={can} />
            ))}
          </ul>
        )}
      </Paged>
    </>
  );
}

function ReportRow({ report, can }: { report: OperatorReport; can: Can }) {
  const words = useWords(operatorWords);
  const { reasons } = useWords(reportWords);
  const { kind, reason, text, words: said, author, reporter, createdAt, organisationId, decision } = report;
  return (
    <li className="rows-row operator-row">
      <div className="grow stack-tight">
        <p className="small">
          <b>{words.kinds[kind]}</b> · {reasons[reason]} · <Ago at={createdAt} />
          {organisationId && <span className="chip current-chip">{words.inOrganisation}</span>}
        </p>
        <PersonLink person={author} />
        {text && <blockquote className="operator-quote preline">{text}</blockquote>}
        <p className="quiet small">{words.reportedBy(reporter.displayName)}</p>
        {said && <p className="preline">{said}</p>}
        {decision && (
          <p>
            <b>{words.decidedBy(words.outcomes[decision.outcome], decision.by?.displayName ?? '—')}</b>
            {decision.note && <span className="preline"> {decision.note}</span>}
          </p>
        )}
      </div>
      <div className="operator-buttons">
        {!organisationId && can('people:read') && (
          <Link className="button" to={`/admin/people?q=${author.id}`}>
            {words.about}
          </Link>
        )}
        {can('reports:decide') && (decision ? <ReopenButton report={report} /> : <DecideButton report={report} />)}
      </div>
    </li>
  );
}

function DecideButton({ report: { id: reportId, author } }: { report: OperatorReport }) {
  const { errors } = useWords();
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const finish = useDone(keys.operators);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button kind="main" aria-label={`${words.decide}: ${author.displayName}`} onClick={() => setOpen(true)}>
        {words.decide}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={words.decideTitle}
        action={words.decide}
        start={() => ({ outcome: null as ReportOutcome | null, note: '' })}
        check={({ outcome }) => (outcome ? {} : { outcome: errors.required })}
        send={async ({ outcome, note }) => {
          if (outcome) await meshi.operatorReports.decide({ reportId, outcome, note });
          await finish(words.decideDone);
        }}
      >
        {(form) => (
          <>
            <RadioList
              {...form.choice('outcome')}
              label={words.outcome}
              options={OUTCOMES.map((value) => ({ value, label: words.outcomes[value] }))}
            />
            <TextAreaField
              {...form.text('note')}
              label={words.note}
              hint={words.noteHint}
              isOptional
              rows={3}
              maxLength={wireLimits.reasonChars}
            />
          </>
        )}
      </FormDialog>
    </>
  );
}

function ReopenButton({ report: { id: reportId } }: { report: OperatorReport }) {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.operators);
  const reopen = () => run(() => meshi.operatorReports.reopen({ reportId }), words.reopened);
  return (
    <Button isBusy={isBusy} onClick={() => void reopen()}>
      {words.reopen}
    </Button>
  );
}
