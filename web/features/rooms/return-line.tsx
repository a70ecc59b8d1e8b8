/** After a reload or a crash in a room: one press brings the reader back, as they were. */
import { X } from 'lucide-react';
import { useWords } from '../../i18n/language.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import type { ReturnOffer } from './return-offer.ts';
import { useReturnOffer } from './use-return-offer.ts';
import { useShowRoom, useVoiceRoom } from './voice-context.tsx';
import { roomWords } from './words.ts';
import './mini-player.css';

export function ReturnLine() {
  const { session } = useVoiceRoom();
  const { offer, dismiss } = useReturnOffer(session);
  return offer && !session && <Line offer={offer} onDismiss={dismiss} />;
}

function Line({ offer, onDismiss }: { offer: ReturnOffer; onDismiss: () => void }) {
  const { common } = useWords();
  const words = useWords(roomWords);
  const showRoom = useShowRoom();
  const { join, joiningId } = useVoiceRoom();
  const goBack = () => showRoom(offer.roomId, () => void join(offer.roomId, offer.choice));
  return (
    <aside className="mini-player" aria-label={words.back.label}>
      <p className="grow" role="status">
        {words.back.text(offer.title)}
      </p>
      <Button isBusy={joiningId === offer.roomId} onClick={goBack}>
        {words.back.action}
      </Button>
      <IconButton label={common.close} onClick={onDismiss}>
        <X size={20} aria-hidden />
      </IconButton>
    </aside>
  );
}
