/** Chooses a time to propose: one when both people are free, or any other. */
import type { AppointmentMinutes, Proposal } from '@meshi/client';
import { Link } from 'react-router';
import { useMyself } from '../../app/meshi-context.tsx';
import type { FormState } from '../../app/use-form.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { fromLocalInput, toLocalInput } from '../../i18n/local-time.ts';
import { Segments } from '../../ui/choices.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Problem } from '../../ui/states.tsx';
import { type AppointmentPartner, isQuarter, theirAppointmentTime } from './appointment-times.ts';
import { usePropose, useSlots } from './proposal-queries.ts';
import { SlotChoice } from './slot-choice.tsx';
import { proposalWords } from './words.ts';

interface ProposalDialogProps {
  matchId: string;
  partner: AppointmentPartner;
  /** The proposal or appointment that this one replaces. */
  before: Proposal | null;
  isOpen: boolean;
  onClose: () => void;
}

const MINUTES = ['30', '60'] as const;
const MINUTE_MS = 60_000;

interface Fields {
  minutes: (typeof MINUTES)[number];
  /** The start of one of the suggested times. */
  slot: string | null;
  /** Another time, as the value of the input. It is used instead of `slot`. */
  startsAt: string;
}

export function ProposalDialog({ matchId, partner, before, isOpen, onClose }: ProposalDialogProps) {
  const words = useWords(proposalWords);
  const propose = usePropose(matchId);
  const problemOf = (at: Date | null) => (!at ? words.pickOne : isQuarter(at) ? null : words.notAQuarter);
  return (
    <FormDialog<Fields>
      isOpen={isOpen}
      onClose={onClose}
      title={words.title(partner.name)}
      action={words.send}
      start={() => ({ minutes: before?.minutes === 60 ? '60' : '30', slot: null, startsAt: '' })}
      check={(fields) => {
        const problem = problemOf(chosenTime(fields));
        return problem ? { startsAt: problem } : {};
      }}
      send={async (fields) => {
        const at = chosenTime(fields);
        if (at) await propose({ startsAt: at.toISOString(), minutes: minutesOf(fields) }, before);
      }}
    >
      {(form) => <ProposalFields form={form} matchId={matchId} partner={partner} />}
    </FormDialog>
  );
}

function chosenTime({ slot, startsAt }: Fields): Date | null {
  if (startsAt) return fromLocalInput(startsAt);
  return slot ? new Date(slot) : null;
}

function minutesOf({ minutes }: Fields): AppointmentMinutes {
  return minutes === '60' ? 60 : 30;
}

interface ProposalFieldsProps extends Pick<ProposalDialogProps, 'matchId' | 'partner'> {
  form: FormState<Fields>;
}

function ProposalFields({ form, matchId, partner }: ProposalFieldsProps) {
  const words = useWords(proposalWords);
  const theirs = useTheirTime(form.fields, partner);
  const { fields, set } = form;
  return (
    <>
      <Segments
        label={words.minutes}
        value={fields.minutes}
        onChange={(minutes) => set({ minutes, slot: null })}
        options={MINUTES.map((value) => ({ value, label: words.minutesOf[value] }))}
      />
      <SharedTimes
        matchId={matchId}
        minutes={minutesOf(fields)}
        partner={partner}
        value={fields.startsAt ? null : fields.slot}
        onChange={(slot) => set({ slot, startsAt: '' })}
      />
      <TextField
        {...form.text('startsAt')}
        type="datetime-local"
        label={words.otherTime}
        hint={theirs ? words.theirTime(partner.name, theirs) : words.otherTimeHint}
        step={15 * 60}
        min={toLocalInput(new Date())}
      />
    </>
  );
}

/** The entered time in the partner's time zone; `null` if it is the same there. */
function useTheirTime(fields: Fields, partner: AppointmentPartner): string | null {
  const { language } = useLanguage();
  const at = fields.startsAt ? fromLocalInput(fields.startsAt) : null;
  if (!at) return null;
  const endsAt = new Date(at.getTime() + minutesOf(fields) * MINUTE_MS);
  const time = { startsAt: at.toISOString(), endsAt: endsAt.toISOString() };
  return theirAppointmentTime(time, language, partner.timeZone);
}

interface SharedTimesProps {
  matchId: string;
  minutes: AppointmentMinutes;
  partner: AppointmentPartner;
  value: string | null;
  onChange: (startsAt: string) => void;
}

function SharedTimes({ matchId, minutes, partner, value, onChange }: SharedTimesProps) {
  const words = useWords(proposalWords);
  const { profile } = useMyself();
  const { data, error, refetch } = useSlots(matchId, minutes);
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />;
  if (!data) return <p className="quiet">{words.looking}</p>;
  if (data.withoutHours.includes(profile.id)) {
    return (
      <p className="quiet">
        {words.mineMissing} <Link to="/me/profile">{words.toProfile}</Link>
      </p>
    );
  }
  if (data.withoutHours.length > 0) return <p className="quiet">{words.theirsMissing(partner.name)}</p>;
  if (data.slots.length === 0) return <p className="quiet">{words.noneShared}</p>;
  return <SlotChoice slots={data.slots} partner={partner} value={value} onChange={onChange} />;
}
