/** Buttons of a meal: enter its room, open its conversation, add it to a calendar, share it. */
import type { Meal } from '@meshi/client';
import { CalendarPlus, MessageCircle, Mic, Share2 } from 'lucide-react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { saveCalendarFile } from '../../app/save-calendar-file.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { useToast } from '../../ui/toasts.tsx';
import { mealWords } from './words.ts';

export function MealActions({ meal }: { meal: Meal }) {
  const words = useWords(mealWords);
  return (
    <div className="row">
      {meal.roomId && (
        <ButtonLink kind="main" to={`/rooms/${meal.roomId}`}>
          <Mic size={18} aria-hidden />
          {words.room}
        </ButtonLink>
      )}
      {meal.conversationId && (
        <ButtonLink to={`/conversations/${meal.conversationId}`}>
          <MessageCircle size={18} aria-hidden />
          {words.comments}
        </ButtonLink>
      )}
      <CalendarButton mealId={meal.id} />
      <ShareButton meal={meal} />
    </div>
  );
}

function CalendarButton({ mealId }: { mealId: string }) {
  const words = useWords(mealWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction();
  const download = () => run(async () => saveCalendarFile(await meshi.meals.calendar({ mealId }), 'meshi.ics'));
  return (
    <Button isBusy={isBusy} onClick={() => void download()}>
      <CalendarPlus size={18} aria-hidden />
      {words.calendar}
    </Button>
  );
}

function ShareButton({ meal }: { meal: Meal }) {
  const { common } = useWords();
  const words = useWords(mealWords);
  const toast = useToast();
  const url = new URL(`/meals/${meal.id}`, window.location.origin).href;
  const share = async () => {
    // Rejects if the person cancels.
    if (navigator.share) await navigator.share({ title: meal.title, url }).catch(() => undefined);
    else if (await copyText(url)) toast.done(words.shared);
    else toast.problem(common.copyByHand);
  };
  return (
    <Button onClick={() => void share()}>
      <Share2 size={18} aria-hidden />
      {words.share}
    </Button>
  );
}
