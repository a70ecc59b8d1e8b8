/** Planning a meal, or editing one. Times are written by the clock of the zone that is chosen. */
import { type CreateMeal, type Meal, wireLimits } from '@meshi/client';
import { type FormEvent, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useMyself } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { blankMeal, type MealFields, mealFieldsOf, timesOf, toMeal } from './meal-fields.ts';
import { MealFormFields } from './meal-form-fields.tsx';
import { useSaveMeal } from './meal-queries.ts';

interface MealDialogProps {
  isOpen: boolean;
  onClose: () => void;
  /** The meal to edit; without one a new one is planned. */
  meal?: Meal;
  /** The community a new one belongs to; without one it is for everyone. */
  communityId?: string;
}

export function MealDialog({ isOpen, onClose, ...props }: MealDialogProps) {
  const { words } = useLanguage();
  const title = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={props.meal ? words.meals.editTitle : words.meals.create}
      initialFocus={title}
    >
      <MealForm {...props} onClose={onClose} titleRef={title} />
    </Dialog>
  );
}

type MealFormProps = Omit<MealDialogProps, 'isOpen'> & { titleRef: { current: HTMLInputElement | null } };

function MealForm({ meal, communityId, onClose, titleRef }: MealFormProps) {
  const { words, language } = useLanguage();
  const { profile } = useMyself();
  const [fields, setFields] = useState<MealFields>(() =>
    meal ? mealFieldsOf(meal) : blankMeal(language, profile.timeZone),
  );
  const form = useForm(['title', 'startsAt', 'endsAt', 'place', 'capacity', 'tags']);
  const save = useSaveMeal();
  const tell = useTell();
  const navigate = useNavigate();

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const { problems, ...times } = check(fields, words);
    void form.submit(async () => {
      const input: CreateMeal = { ...toMeal(fields, times), communityId: meal?.communityId ?? communityId ?? null };
      const saved = await save(input, meal && { mealId: meal.id, scope: fields.scope });
      tell.done(meal ? words.common.saved : words.meals.published);
      onClose();
      if (!meal) navigate(`/meals/${saved.id}`);
    }, problems);
  };

  return (
    <form className="stack" onSubmit={onSubmit} noValidate>
      <MealFormFields
        fields={fields}
        onChange={(changed) => setFields((current) => ({ ...current, ...changed }))}
        problems={form.problems}
        meal={meal}
        isForAll={!(meal?.communityId ?? communityId)}
        titleRef={titleRef}
      />
      {form.problem && (
        <p className="field-problem" role="alert">
          {form.problem}
        </p>
      )}
      <div className="dialog-actions">
        <Button onClick={onClose}>{words.common.cancel}</Button>
        <Button kind="main" type="submit" isBusy={form.isBusy}>
          {meal ? words.common.save : words.meals.create}
        </Button>
      </div>
    </form>
  );
}

function check(fields: MealFields, words: ReturnType<typeof useLanguage>['words']) {
  const { startsAt, endsAt } = timesOf(fields);
  const problems: Record<string, string> = {};
  if (!fields.title.trim()) problems.title = words.errors.required;
  if (fields.mode !== 'online' && !fields.area.trim()) problems.place = words.errors.required;
  if (!startsAt) problems.startsAt = words.meals.form.past;
  if (!endsAt || (startsAt && endsAt <= startsAt)) problems.endsAt = words.meals.form.endsEarly;
  if (!(fields.capacity >= 2 && fields.capacity <= wireLimits.mealSeats)) problems.capacity = words.errors.field;
  return { problems, startsAt: startsAt ?? '', endsAt: endsAt ?? '' };
}
