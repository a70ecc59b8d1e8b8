/** Choosing a time to propose: one at which both are free, or any other. */
import type { AppointmentMinutes, Proposal } from '@meshi/client';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { useMyself } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/choices.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Problem } from '../../ui/states.tsx';
import { type AppointmentPartner, isQuarter, localValue, momentOf, theirAppointmentTime } from './appointment-times.ts';
import { usePropose, useSlots } from './proposal-queries.ts';
import { SlotChoice } from './slot-choice.tsx';

interface ProposalDialogProps {
  matchId: string;
  partner: AppointmentPartner;
  /** What stands, and is replaced. */
  before: Proposal | null;
  isOpen: boolean;
  onClose: () => void;
}

export function ProposalDialog({ isOpen, ...props }: ProposalDialogProps) {
  const { words } = useLanguage();
  return (
    <Dialog isOpen={isOpen} onClose={props.onClose} title={words.proposals.title(props.partner.name)}>
      <ProposalForm {...props} />
    </Dialog>
  );
}

const MINUTES = ['30', '60'] as const;
const MINUTE_MS = 60_000;

function ProposalForm({ matchId, partner, before, onClose }: Omit<ProposalDialogProps, 'isOpen'>) {
  const { words, language } = useLanguage();
  const propose = usePropose(matchId);
  const form = useForm(['startsAt']);
  const [minutes, setMinutes] = useState<AppointmentMinutes>(before?.minutes ?? 30);
  const [slot, setSlot] = useState<string | null>(null);
  const [other, setOther] = useState('');
  const at = other ? momentOf(other) : slot ? new Date(slot) : null;
  const end = at && new Date(at.getTime() + minutes * MINUTE_MS);
  const theirs =
    other && at && end
      ? theirAppointmentTime({ startsAt: at.toISOString(), endsAt: end.toISOString() }, language, partner.timeZone)
      : null;

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const problem = !at ? words.proposals.pickOne : isQuarter(at) ? null : words.proposals.notAQuarter;
    void form.submit(
      async () => {
        if (at) await propose({ startsAt: at.toISOString(), minutes }, before);
        onClose();
      },
      problem ? { startsAt: problem } : {},
    );
  };

  return (
    <form className="stack" onSubmit={onSubmit} noValidate>
      <Segments
        label={words.proposals.minutes}
        value={String(minutes) as (typeof MINUTES)[number]}
        onChange={(value) => {
          setMinutes(value === '60' ? 60 : 30);
          setSlot(null);
        }}
        options={MINUTES.map((value) => ({ value, label: words.proposals.minutesOf[value] }))}
      />
      <SharedTimes
        matchId={matchId}
        minutes={minutes}
        partner={partner}
        value={other ? null : slot}
        onChange={(value) => {
          setSlot(value);
          setOther('');
        }}
      />
      <TextField
        type="datetime-local"
        label={words.proposals.otherTime}
        hint={theirs ? words.proposals.theirTime(partner.name, theirs) : words.proposals.otherTimeHint}
        problem={form.problems.startsAt}
        step={15 * 60}
        min={localValue(new Date())}
        value={other}
        onChange={(event) => setOther(event.target.value)}
      />
      {form.problem && (
        <p className="field-problem" role="alert">
          {form.problem}
        </p>
      )}
      <div className="dialog-actions">
        <Button onClick={onClose}>{words.common.cancel}</Button>
        <Button kind="main" type="submit" isBusy={form.isBusy}>
          {words.proposals.send}
        </Button>
      </div>
    </form>
  );
}

interface SharedTimesProps {
  matchId: string;
  minutes: AppointmentMinutes;
  partner: AppointmentPartner;
  value: string | null;
  onChange: (startsAt: string) => void;
}

function SharedTimes({ matchId, minutes, partner, value, onChange }: SharedTimesProps) {
  const { words } = useLanguage();
  const { profile } = useMyself();
  const { data, error, refetch } = useSlots(matchId, minutes);
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />;
  if (!data) return <p className="quiet">{words.proposals.looking}</p>;
  if (data.withoutHours.includes(profile.id)) {
    return (
      <p className="quiet">
        {words.proposals.mineMissing} <Link to="/me">{words.proposals.toProfile}</Link>
      </p>
    );
  }
  if (data.withoutHours.length > 0) return <p className="quiet">{words.proposals.theirsMissing(partner.name)}</p>;
  if (data.slots.length === 0) return <p className="quiet">{words.proposals.noneShared}</p>;
  return <SlotChoice slots={data.slots} partner={partner} value={value} onChange={onChange} />;
}
