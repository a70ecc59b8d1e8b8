/** What one does with a meal besides answering: its room, its conversation, the calendar, sharing it. */
import type { Meal } from '@meshi/client';
import { CalendarPlus, MessageCircle, Mic, Share2 } from 'lucide-react';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { useTell } from '../../ui/toasts.tsx';

export function MealActions({ meal }: { meal: Meal }) {
  const { meals } = useWords();
  return (
    <div className="row">
      {meal.roomId && (
        <ButtonLink kind="main" to={`/rooms/${meal.roomId}`}>
          <Mic size={18} aria-hidden />
          {meals.room}
        </ButtonLink>
      )}
      {meal.conversationId && (
        <ButtonLink to={`/conversations/${meal.conversationId}`}>
          <MessageCircle size={18} aria-hidden />
          {meals.comments}
        </ButtonLink>
      )}
      <CalendarButton meal={meal} />
      <ShareButton meal={meal} />
    </div>
  );
}

function CalendarButton({ meal }: { meal: Meal }) {
  const { meals } = useWords();
  const meshi = useMeshi();
  const tell = useTell();
  const text = useErrorText();
  const download = async () => {
    try {
      const file = await meshi.meals.calendar({ mealId: meal.id });
      save(new Blob([file as unknown as BlobPart], { type: 'text/calendar' }), 'meshi.ics');
    } catch (error) {
      tell.problem(text(error));
    }
  };
  return (
    <Button onClick={() => void download()}>
      <CalendarPlus size={18} aria-hidden />
      {meals.calendar}
    </Button>
  );
}

function ShareButton({ meal }: { meal: Meal }) {
  const { meals } = useWords();
  const tell = useTell();
  const url = new URL(`/meals/${meal.id}`, window.location.origin).href;
  const share = async () => {
    try {
      if (navigator.share) await navigator.share({ title: meal.title, url });
      else {
        await navigator.clipboard.writeText(url);
        tell.done(meals.shared);
      }
    } catch {
      // Put away without choosing anyone, or not allowed to copy: the address bar has it too.
    }
  };
  return (
    <Button onClick={() => void share()}>
      <Share2 size={18} aria-hidden />
      {meals.share}
    </Button>
  );
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
