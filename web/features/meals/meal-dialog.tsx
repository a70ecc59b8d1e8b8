/** Plans a meal, or edits one. Times are entered in the time zone that is chosen. */
import { type Meal, wireLimits } from '@meshi/client';
import { useNavigate } from 'react-router';
import type { FieldProblems } from '../../app/error-text.ts';
import { useMyself } from '../../app/meshi-context.tsx';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { blankMeal, type MealFields, mealFieldsOf, timesOf, toMeal } from './meal-fields.ts';
import { MealFormFields } from './meal-form-fields.tsx';
import { useSaveMeal } from './meal-queries.ts';
import { mealWords } from './words.ts';

interface MealDialogProps {
  isOpen: boolean;
  onClose: () => void;
  /** The meal to edit; without one a new meal is planned. */
  meal?: Meal;
  /** The community of a new meal; without one it is for everyone. */
  communityId?: string;
}

export function MealDialog({ isOpen, onClose, meal, ...props }: MealDialogProps) {
  const { common } = useWords();
  const words = useWords(mealWords);
  const { language } = useLanguage();
  const { profile } = useMyself();
  const check = useCheck();
  const save = useSaveMeal();
  const toast = useToast();
  const navigate = useNavigate();
  const communityId = meal?.communityId ?? props.communityId ?? null;

  const send = async (fields: MealFields) => {
    const saved = await save(toMeal(fields, communityId), meal && { mealId: meal.id, scope: fields.scope });
    toast.done(meal ? common.saved : words.published);
    if (!meal) navigate(`/meals/${saved.id}`);
  };
  return (
    <FormDialog<MealFields>
      isOpen={isOpen}
      onClose={onClose}
      title={meal ? words.editTitle : words.create}
      action={meal ? common.save : words.create}
      start={() => (meal ? mealFieldsOf(meal) : blankMeal(language, profile.timeZone))}
      names={['title', 'startsAt', 'endsAt', 'timeZone', 'venue', 'capacity', 'tags']}
      check={check}
      send={send}
    >
      {(form) => <MealFormFields form={form} meal={meal} isForAll={communityId === null} />}
    </FormDialog>
  );
}

function useCheck(): (fields: MealFields) => FieldProblems {
  const { errors } = useWords();
  const { form } = useWords(mealWords);
  return (fields) => {
    const { startsAt, endsAt } = timesOf(fields);
    const problems: FieldProblems = {};
    if (!fields.title.trim()) problems.title = errors.required;
    if (fields.mode !== 'online' && !fields.area.trim()) problems.venue = errors.required;
    if (!startsAt) problems.startsAt = form.past;
    if (!endsAt || (startsAt && endsAt <= startsAt)) problems.endsAt = form.endsEarly;
    if (!(fields.capacity >= 2 && fields.capacity <= wireLimits.mealSeats)) problems.capacity = errors.field;
    return problems;
  };
}
