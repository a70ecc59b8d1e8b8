/** The fields of a meal's form. */
import { type Meal, wireLimits } from '@meshi/client';
import { useMemo } from 'react';
import type { FieldProblems } from '../../app/error-text.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { LANGUAGES } from '../../i18n/languages.ts';
import { Segments } from '../../ui/choices.tsx';
import { SelectField, TextAreaField, TextField } from '../../ui/field.tsx';
import { ListInput, normalizeTag } from '../../ui/list-input.tsx';
import type { MealFields } from './meal-fields.ts';
import { timeZones } from './meal-times.ts';

interface MealFormFieldsProps {
  fields: MealFields;
  onChange: (changed: Partial<MealFields>) => void;
  problems: FieldProblems;
  /** The meal that is edited. */
  meal: Meal | undefined;
  /** It belongs to no community. */
  isForAll: boolean;
  titleRef: { current: HTMLInputElement | null };
}

export function MealFormFields(props: MealFormFieldsProps) {
  const { words } = useLanguage();
  const { fields, onChange, problems, meal } = props;
  const { form } = words.meals;
  return (
    <>
      <TextField
        ref={props.titleRef}
        label={form.title}
        hint={form.titleHint}
        problem={problems.title}
        maxLength={wireLimits.titleChars}
        value={fields.title}
        onChange={(event) => onChange({ title: event.target.value })}
      />
      <When {...props} />
      <Segments
        label={form.mode}
        value={fields.mode}
        onChange={(mode) => onChange({ mode })}
        options={(['online', 'place', 'both'] as const).map((mode) => ({ value: mode, label: words.meals[mode] }))}
      />
      {fields.mode !== 'online' && <Where {...props} />}
      <TextAreaField
        label={form.description}
        isOptional
        maxLength={wireLimits.mealDescriptionChars}
        value={fields.description}
        onChange={(event) => onChange({ description: event.target.value })}
      />
      <div className="form-columns">
        <TextField
          label={form.capacity}
          hint={form.capacityHint}
          problem={problems.capacity}
          type="number"
          min={2}
          max={wireLimits.mealSeats}
          value={fields.capacity}
          onChange={(event) => onChange({ capacity: Number(event.target.value) })}
        />
        <SelectField
          label={form.language}
          value={fields.language ?? 'ja'}
          onChange={(language) => onChange({ language })}
          options={LANGUAGES.map((value) => ({ value, label: words.languages[value] }))}
        />
      </div>
      <Notes {...props} />
      <Check label={form.approval} isOn={fields.needsApproval} onChange={(on) => onChange({ needsApproval: on })} />
      {props.isForAll && (
        <Check label={form.isPublic} isOn={fields.isPublic} onChange={(on) => onChange({ isPublic: on })} />
      )}
      {meal?.every && (
        <Segments
          label={form.scope}
          value={fields.scope ?? 'one'}
          onChange={(scope) => onChange({ scope })}
          options={(['one', 'following'] as const).map((scope) => ({ value: scope, label: form[scope] }))}
        />
      )}
    </>
  );
}

function When({ fields, onChange, problems, meal }: MealFormFieldsProps) {
  const { words } = useLanguage();
  const { form } = words.meals;
  const zone = fields.timeZone ?? 'Asia/Tokyo';
  const zones = useMemo(() => timeZones(zone), [zone]);
  return (
    <>
      <div className="form-columns">
        <TextField
          label={form.starts}
          problem={problems.startsAt && form.past}
          type="datetime-local"
          value={fields.starts}
          onChange={(event) => onChange(movedStart(fields, event.target.value))}
        />
        <TextField
          label={form.ends}
          problem={problems.endsAt && form.endsEarly}
          type="datetime-local"
          value={fields.ends}
          onChange={(event) => onChange({ ends: event.target.value })}
        />
      </div>
      <div className="form-columns">
        <SelectField
          label={form.timeZone}
          value={zone}
          onChange={(timeZone) => onChange({ timeZone })}
          options={zones.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
        />
        {!meal && (
          <SelectField
            label={form.every}
            value={fields.every}
            onChange={(every) => onChange({ every })}
            options={(['once', 'week', 'two_weeks', 'month'] as const).map((value) => ({
              value,
              label: form[value],
            }))}
          />
        )}
      </div>
    </>
  );
}

/** The end moves with the start, so that it lasts as long as before. */
function movedStart({ starts, ends }: MealFields, next: string): Partial<MealFields> {
  const length = Date.parse(`${ends}Z`) - Date.parse(`${starts}Z`);
  const end = Date.parse(`${next}Z`) + length;
  return { starts: next, ...(Number.isFinite(end) && { ends: new Date(end).toISOString().slice(0, 16) }) };
}

function Where({ fields, onChange, problems }: MealFormFieldsProps) {
  const { form } = useLanguage().words.meals;
  return (
    <>
      <TextField
        label={form.area}
        hint={form.areaHint}
        problem={problems.place}
        maxLength={wireLimits.mealAreaChars}
        value={fields.area}
        onChange={(event) => onChange({ area: event.target.value })}
      />
      <TextField
        label={form.address}
        isOptional
        maxLength={wireLimits.mealAddressChars}
        value={fields.address}
        onChange={(event) => onChange({ address: event.target.value })}
      />
      <Check
        label={form.hideAddress}
        isOn={fields.isAddressHidden}
        onChange={(on) => onChange({ isAddressHidden: on })}
      />
    </>
  );
}

function Notes({ fields, onChange, problems }: MealFormFieldsProps) {
  const { words } = useLanguage();
  const { form } = words.meals;
  return (
    <>
      <div className="form-columns">
        <TextField
          label={form.cost}
          isOptional
          maxLength={wireLimits.mealNoteChars}
          value={fields.costNote}
          onChange={(event) => onChange({ costNote: event.target.value })}
        />
        <TextField
          label={form.bring}
          isOptional
          maxLength={wireLimits.mealNoteChars}
          value={fields.bringNote}
          onChange={(event) => onChange({ bringNote: event.target.value })}
        />
      </div>
      <ListInput
        label={words.topics.tags}
        hint={words.topics.tagsHint}
        problem={problems.tags}
        values={fields.tags ?? []}
        onChange={(tags) => onChange({ tags })}
        maxItems={wireLimits.tags}
        maxChars={wireLimits.tagChars}
        normalize={normalizeTag}
      />
    </>
  );
}

function Check({
  label,
  isOn,
  onChange,
}: {
  label: string;
  isOn: boolean | undefined;
  onChange: (on: boolean) => void;
}) {
  return (
    <label className="meal-check">
      <input type="checkbox" checked={isOn ?? false} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
