/** The menu of a meal for hosts: edit it, message all guests, cancel it. */
import { type Meal, wireLimits } from '@meshi/client';
import { CircleX, Megaphone, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { TextAreaField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Menu } from '../../ui/menu.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { LazyMealDialog } from './lazy-meal-dialog.tsx';
import { mealWords } from './words.ts';

export function MealHostMenu({ meal }: { meal: Meal }) {
  const words = useWords(mealWords);
  const [open, setOpen] = useState<'edit' | 'tell' | 'cancel' | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Menu
        entries={[
          { label: words.edit, icon: Pencil, onSelect: () => setOpen('edit') },
          { label: words.tell, icon: Megaphone, onSelect: () => setOpen('tell') },
          ...(meal.role === 'host'
            ? [{ label: words.cancelMeal, icon: CircleX, isDanger: true, onSelect: () => setOpen('cancel') }]
            : []),
        ]}
      />
      <LazyMealDialog isOpen={open === 'edit'} onClose={close} meal={meal} />
      <TellDialog mealId={meal.id} isOpen={open === 'tell'} onClose={close} />
      <CancelDialog meal={meal} isOpen={open === 'cancel'} onClose={close} />
    </>
  );
}

interface PartProps {
  isOpen: boolean;
  onClose: () => void;
}

function TellDialog({ mealId, isOpen, onClose }: PartProps & { mealId: string }) {
  const { errors } = useWords();
  const words = useWords(mealWords);
  const meshi = useMeshi();
  const toast = useToast();
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={words.tell}
      action={words.send}
      isSmall
      start={() => ({ text: '' })}
      check={({ text }) => (text.trim() ? {} : { text: errors.required })}
      send={async ({ text }) => {
        await meshi.meals.tell({ mealId, text });
        toast.done(words.told);
      }}
    >
      {(form) => (
        <TextAreaField
          {...form.text('text')}
          label={words.tell}
          hint={words.tellHint}
          maxLength={wireLimits.mealTellChars}
        />
      )}
    </FormDialog>
  );
}

function CancelDialog({ meal, isOpen, onClose }: PartProps & { meal: Meal }) {
  const { common } = useWords();
  const words = useWords(mealWords);
  const meshi = useMeshi();
  const { run } = useAction(keys.meals);
  const [isFollowing, setFollowing] = useState(false);
  return (
    <Confirm
      isOpen={isOpen}
      onClose={onClose}
      title={words.cancelTitle}
      text={
        <>
          <p>{words.cancelText}</p>
          {meal.every && (
            <label className="meal-check">
              <input type="checkbox" checked={isFollowing} onChange={(event) => setFollowing(event.target.checked)} />
              {words.cancelFollowing}
            </label>
          )}
        </>
      }
      action={words.cancelMeal}
      cancel={common.back}
      onConfirm={() => run(() => meshi.meals.cancel({ mealId: meal.id, scope: isFollowing ? 'following' : 'one' }))}
    />
  );
}
