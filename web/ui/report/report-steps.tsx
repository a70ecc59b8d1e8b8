/** Reporting: first the reason and words, then what happens next, with a button that blocks the person. */
import { type FiledReport, type ReportKind, type ReportReason, wireLimits } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useBlock } from '../../app/use-block.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../button.tsx';
import { RadioList } from '../choices.tsx';
import { Dialog } from '../dialog.tsx';
import { TextAreaField } from '../field.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { reportWords } from './words.ts';

/** What is reported. */
export interface ReportSubject {
  kind: ReportKind;
  id: string;
  /** The person, or who wrote or created the thing. */
  personId: string;
}

interface ReportStepsProps {
  subject: ReportSubject;
  isOpen: boolean;
  onClose: () => void;
  /** Called when the person was blocked: a screen about the person must be left. */
  onBlocked?: (() => void) | undefined;
}

export function ReportSteps({ subject, isOpen, onClose, onBlocked }: ReportStepsProps) {
  const [answer, setAnswer] = useState<FiledReport | null>(null);
  // A ref, because the form closes in the same moment as the answer arrives.
  const isAnswered = useRef(false);
  const isShown = useRef(isOpen);
  isShown.current = isOpen;
  const end = () => {
    isAnswered.current = false;
    setAnswer(null);
    onClose();
  };
  return (
    <>
      <ReportForm
        subject={subject}
        isOpen={isOpen && answer === null}
        onClose={() => isAnswered.current || end()}
        onAnswer={(next) => {
          // The person has closed the form while it was being sent.
          if (!isShown.current) return;
          isAnswered.current = true;
          setAnswer(next);
        }}
      />
      {answer && (
        <NextStep
          answer={answer}
          personId={subject.personId}
          isOpen={isOpen}
          onClose={end}
          onBlocked={() => {
            end();
            onBlocked?.();
          }}
        />
      )}
    </>
  );
}

interface ReportFormProps extends Omit<ReportStepsProps, 'onBlocked'> {
  onAnswer: (answer: FiledReport) => void;
}

function ReportForm({ subject: { kind, id }, isOpen, onClose, onAnswer }: ReportFormProps) {
  const words = useWords(reportWords);
  const meshi = useMeshi();
  const reasons = Object.entries(words.reasons) as [ReportReason, string][];
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={words.titles[kind]}
      action={words.send}
      isSmall
      start={(): { reason: ReportReason | null; words: string } => ({ reason: null, words: '' })}
      check={({ reason }) => (reason ? {} : { reason: words.reasonNeeded })}
      send={async ({ reason, words: text }) => {
        // `check` has refused a form without a reason.
        onAnswer(await meshi.reports.create({ kind, id, reason: reason ?? 'other', words: text }));
      }}
    >
      {(form) => (
        <>
          <p className="quiet">{words.lead}</p>
          <RadioList
            {...form.choice('reason')}
            label={words.reason}
            options={reasons.map(([value, label]) => ({ value, label }))}
          />
          <TextAreaField
            {...form.text('words')}
            label={words.words}
            hint={words.wordsHint}
            isOptional
            rows={3}
            maxLength={wireLimits.reasonChars}
          />
        </>
      )}
    </FormDialog>
  );
}

interface NextStepProps {
  answer: FiledReport;
  personId: string;
  isOpen: boolean;
  onClose: () => void;
  onBlocked: () => void;
}

function NextStep({ answer: { receivedBy, isNew }, personId, isOpen, onClose, onBlocked }: NextStepProps) {
  const { block, common } = useWords();
  const words = useWords(reportWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction();
  const blockPerson = useBlock();
  const closeButton = useRef<HTMLButtonElement>(null);
  // Null for a person who has left meanwhile, and who cannot be blocked.
  const { data: person } = useQuery({
    queryKey: [...keys.profiles, personId],
    queryFn: ({ signal }) => meshi.profiles.get({ personId }, { signal }),
  });
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={isNew ? words.doneTitle : words.againTitle}
      isSmall
      initialFocus={closeButton}
    >
      <div className="stack" role="status">
        <p>{(isNew ? words.next : words.again)[receivedBy]}</p>
        <p className="quiet small">{words.danger}</p>
      </div>
      {person && (
        <section className="report-block">
          <h3>{words.blockTitle(person.displayName)}</h3>
          <p className="quiet small">{block.hint}</p>
          <Button kind="danger" isBusy={isBusy} onClick={() => void run(() => blockPerson(person.id, onBlocked))}>
            {block.action}
          </Button>
        </section>
      )}
      <div className="dialog-actions">
        <Button ref={closeButton} onClick={onClose}>
          {common.close}
        </Button>
      </div>
    </Dialog>
  );
}
