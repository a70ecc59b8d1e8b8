/** What a host does with a meal: edit it, write to all, call it off. */
import { type Meal, wireLimits } from '@meshi/client';
import { CircleX, Megaphone, Pencil } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextAreaField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { MealDialog } from './meal-dialog.tsx';
import { useMealActions } from './meal-queries.ts';

export function MealHostMenu({ meal }: { meal: Meal }) {
  const { meals } = useWords();
  const [open, setOpen] = useState<'edit' | 'tell' | 'cancel' | null>(null);
  const [isFollowing, setFollowing] = useState(false);
  const { cancel } = useMealActions(meal.id);
  const close = () => setOpen(null);
  return (
    <>
      <Menu
        entries={[
          { label: meals.edit, icon: Pencil, onSelect: () => setOpen('edit') },
          { label: meals.tell, icon: Megaphone, onSelect: () => setOpen('tell') },
          ...(meal.role === 'host'
            ? [{ label: meals.cancelMeal, icon: CircleX, isDanger: true, onSelect: () => setOpen('cancel') }]
            : []),
        ]}
      />
      <MealDialog isOpen={open === 'edit'} onClose={close} meal={meal} />
      <TellDialog meal={meal} isOpen={open === 'tell'} onClose={close} />
      <Confirm
        isOpen={open === 'cancel'}
        onClose={close}
        title={meals.cancelTitle}
        text={
          <>
            <p>{meals.cancelText}</p>
            {meal.every && (
              <label className="meal-check">
                <input type="checkbox" checked={isFollowing} onChange={(event) => setFollowing(event.target.checked)} />
                {meals.cancelFollowing}
              </label>
            )}
          </>
        }
        action={meals.cancelMeal}
        onConfirm={() => cancel({ scope: isFollowing ? 'following' : 'one' })}
      />
    </>
  );
}

function TellDialog({ meal, isOpen, onClose }: { meal: Meal; isOpen: boolean; onClose: () => void }) {
  const { meals, common } = useWords();
  const [text, setText] = useState('');
  const { tellAll } = useMealActions(meal.id);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim() || !(await tellAll(text, meals.told))) return;
    setText('');
    onClose();
  };
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={meals.tell} isSmall>
      <form className="stack" onSubmit={(event) => void onSubmit(event)}>
        <TextAreaField
          label={meals.tell}
          hint={meals.tellHint}
          maxLength={wireLimits.mealTellChars}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <div className="dialog-actions">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="main" type="submit">
            {meals.send}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
