/** Buttons of a meal: enter its room, open its conversation, add it to a calendar, share it. */
import type { Meal } from '@meshi/client';
import { CalendarPlus, MessageCircle, Mic } from 'lucide-react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useRoomEntry } from '../../app/room-entry.ts';
import { saveFile } from '../../app/save-file.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { ShareButton } from '../../ui/share-button.tsx';
import { mealWords } from './words.ts';

export function MealActions({ meal }: { meal: Meal }) {
  const words = useWords(mealWords);
  return (
    <div className="row">
      {meal.roomId && <RoomButton roomId={meal.roomId} />}
      {meal.conversationId && (
        <ButtonLink to={`/conversations/${meal.conversationId}`}>
          <MessageCircle size={18} aria-hidden />
          {words.comments}
        </ButtonLink>
      )}
      <CalendarButton mealId={meal.id} />
      <ShareButton path={`/meals/${meal.id}`} title={meal.title} label={words.share} />
    </div>
  );
}

function RoomButton({ roomId }: { roomId: string }) {
  const words = useWords(mealWords);
  const { enter } = useRoomEntry();
  return (
    <Button kind="main" onClick={() => enter(roomId)}>
      <Mic size={18} aria-hidden />
      {words.room}
    </Button>
  );
}

function CalendarButton({ mealId }: { mealId: string }) {
  const words = useWords(mealWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction();
  const download = () =>
    run(async () => saveFile(await meshi.meals.calendar({ mealId }), { name: 'meshi.ics', type: 'text/calendar' }));
  return (
    <Button isBusy={isBusy} onClick={() => void download()}>
      <CalendarPlus size={18} aria-hidden />
      {words.calendar}
    </Button>
  );
}
