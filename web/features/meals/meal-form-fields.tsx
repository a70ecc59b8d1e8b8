/** The fields of a meal's form. */
import { type Meal, wireLimits } from '@meshi/client';
import { useMemo } from 'react';
import type { FormState } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { timeZones } from '../../i18n/local-time.ts';
import { Check, Segments } from '../../ui/choices.tsx';
import { SelectField, TextAreaField, TextField } from '../../ui/field.tsx';
import { LanguageField, TagsField } from '../../ui/shared-fields.tsx';
import type { MealFields } from './meal-fields.ts';
import { mealWords } from './words.ts';

interface MealFormFieldsProps {
  form: FormState<MealFields>;
  /** The meal that is edited. */
  meal: Meal | undefined;
  /** Whether the meal is for everyone, and not of a community. */
  isForAll: boolean;
}

const MODES = ['online', 'in_person', 'both'] as const;
const EVERY = ['once', 'week', 'two_weeks', 'month'] as const;
const SCOPES = ['one', 'following'] as const;

export function MealFormFields({ form, meal, isForAll }: MealFormFieldsProps) {
  const words = useWords(mealWords);
  const labels = words.form;
  return (
    <>
      <TextField
        {...form.text('title')}
        label={labels.title}
        hint={labels.titleHint}
        maxCharacters={wireLimits.titleChars}
      />
      <When form={form} meal={meal} />
      <Segments
        {...form.choice('mode')}
        label={labels.mode}
        options={MODES.map((value) => ({ value, label: words.modes[value] }))}
      />
      {form.fields.mode !== 'online' && <Where form={form} />}
      <TextAreaField
        {...form.text('description')}
        label={labels.description}
        isOptional
        maxLength={wireLimits.mealDescriptionChars}
      />
      <div className="form-columns">
        <TextField
          label={labels.capacity}
          hint={labels.capacityHint}
          problem={form.problems.capacity}
          type="number"
          min={2}
          max={wireLimits.mealSeats}
          value={form.fields.capacity}
          onChange={(event) => form.set({ capacity: Number(event.target.value) })}
        />
        <LanguageField {...form.choice('language')} />
      </div>
      <Notes form={form} />
      <Check {...form.choice('needsApproval')} label={labels.approval} />
      {isForAll && <Check {...form.choice('isPublic')} label={labels.isPublic} />}
      {meal?.every && (
        <Segments
          {...form.choice('scope')}
          label={labels.scope}
          options={SCOPES.map((value) => ({ value, label: labels[value] }))}
        />
      )}
    </>
  );
}

function When({ form, meal }: Pick<MealFormFieldsProps, 'form' | 'meal'>) {
  const { form: labels } = useWords(mealWords);
  const { fields, problems } = form;
  const zones = useMemo(() => timeZones(fields.timeZone), [fields.timeZone]);
  return (
    <>
      <div className="form-columns">
        <TextField
          label={labels.starts}
          problem={problems.startsAt && labels.past}
          type="datetime-local"
          value={fields.startsAt}
          onChange={(event) => form.set(movedStart(fields, event.target.value))}
        />
        <TextField
          {...form.text('endsAt')}
          label={labels.ends}
          problem={problems.endsAt && labels.endsEarly}
          type="datetime-local"
        />
      </div>
      <div className="form-columns">
        <SelectField
          {...form.choice('timeZone')}
          label={labels.timeZone}
          options={zones.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
        />
        {!meal && (
          <SelectField
            {...form.choice('every')}
            label={labels.every}
            options={EVERY.map((value) => ({ value, label: labels[value] }))}
          />
        )}
      </div>
    </>
  );
}

/** Moves the end together with the start, so that the meal keeps its length. */
function movedStart({ startsAt, endsAt }: MealFields, next: string): Partial<MealFields> {
  const length = Date.parse(`${endsAt}Z`) - Date.parse(`${startsAt}Z`);
  const end = Date.parse(`${next}Z`) + length;
  return { startsAt: next, ...(Number.isFinite(end) && { endsAt: new Date(end).toISOString().slice(0, 16) }) };
}

function Where({ form }: Pick<MealFormFieldsProps, 'form'>) {
  const { form: labels } = useWords(mealWords);
  return (
    <>
      <TextField
        {...form.text('area')}
        label={labels.area}
        hint={labels.areaHint}
        problem={form.problems.venue}
        maxCharacters={wireLimits.mealAreaChars}
      />
      <TextField {...form.text('address')} label={labels.address} isOptional maxLength={wireLimits.mealAddressChars} />
      <Check {...form.choice('isAddressHidden')} label={labels.hideAddress} />
    </>
  );
}

function Notes({ form }: Pick<MealFormFieldsProps, 'form'>) {
  const { form: labels } = useWords(mealWords);
  return (
    <>
      <div className="form-columns">
        <TextField {...form.text('costNote')} label={labels.cost} isOptional maxLength={wireLimits.mealNoteChars} />
        <TextField {...form.text('bringNote')} label={labels.bring} isOptional maxLength={wireLimits.mealNoteChars} />
      </div>
      <TagsField {...form.choice('tags')} />
    </>
  );
}
