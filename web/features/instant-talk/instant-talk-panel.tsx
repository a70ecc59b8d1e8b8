/** Instant talk: find someone, wait, enter the room, and answer a question afterwards. */
import type { InstantTalk, InstantTalkStatus } from '@meshi/client';
import { useState } from 'react';
import { lazyDialog } from '../../app/lazy-screen.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useRoomEntry } from '../../app/room-entry.ts';
import { useAction } from '../../app/use-action.ts';
import { nameList, weekTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useEndedTalk, useInstantTalk } from './use-instant-talk.ts';
import { instantTalkWords } from './words.ts';
import './instant-talk.css';

const StartDialog = lazyDialog(async () => (await import('./start-dialog.tsx')).StartDialog);

interface InstantTalkPanelProps {
  /** Whether the screen has the button that begins, and another filled button. Then the panel is shown only after a press. */
  isOnHome?: boolean;
}

export function InstantTalkPanel({ isOnHome = false }: InstantTalkPanelProps) {
  const words = useWords(instantTalkWords);
  const { now, isBusy, wait, leave } = useInstantTalk();
  const { ended, setEnded } = useEndedTalk();
  if (!now || (isOnHome && now.state === 'idle' && !ended)) return null;
  // Until the status is read again, it may still have the talk that has ended.
  const talk = now.instantTalk?.id === ended?.id ? null : now.instantTalk;
  return (
    <section className="instant-talk" aria-labelledby="instant-talk-title">
      <h2 className="section-title" id="instant-talk-title">
        {words.title}
      </h2>
      {ended && <After talk={ended} onDone={() => setEnded(null)} />}
      {talk && <Paired talk={talk} isMain={!isOnHome} isBusy={isBusy} onLeave={leave} />}
      {now.state === 'waiting' && <Waiting now={now} isBusy={isBusy} onLeave={leave} />}
      {now.state === 'idle' && !ended && <Start onStart={wait} />}
    </section>
  );
}

function Start({ onStart }: { onStart: (tag: string | null) => Promise<void> }) {
  const words = useWords(instantTalkWords);
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="row instant-talk-start">
      <p className="quiet grow">{words.lead}</p>
      <Button onClick={() => setOpen(true)}>{words.start}</Button>
      <StartDialog isOpen={isOpen} onClose={() => setOpen(false)} onStart={onStart} />
    </div>
  );
}

function Waiting({ now, isBusy, onLeave }: { now: InstantTalkStatus; isBusy: boolean; onLeave: () => void }) {
  const words = useWords(instantTalkWords);
  const { language } = useLanguage();
  const times = nameList(
    now.usualTimes.map((at) => weekTime(at, language)),
    language,
  );
  return (
    <div className="stack">
      <p role="status">{now.tag ? words.waitingFor(now.tag) : words.waiting}</p>
      <p className="quiet">{words.waitingHint}</p>
      {times && <p className="quiet">{words.usual(times)}</p>}
      <div>
        <Button isBusy={isBusy} onClick={onLeave}>
          {words.leave}
        </Button>
      </div>
    </div>
  );
}

interface PairedProps {
  talk: InstantTalk;
  /** Whether entering is the main button of the screen. */
  isMain: boolean;
  isBusy: boolean;
  onLeave: () => void;
}

function Paired({ talk, isMain, isBusy, onLeave }: PairedProps) {
  const words = useWords(instantTalkWords);
  const { enter, insideId } = useRoomEntry();
  const isInside = insideId === talk.roomId;
  const { displayName } = talk.person;
  return (
    <div className="stack">
      <div className="row">
        <Avatar person={talk.person} />
        <p role="status">{isInside ? words.talking(displayName) : words.paired(displayName)}</p>
      </div>
      <div className="row">
        <Button kind={isInside ? 'default' : isMain ? 'main' : 'outline'} onClick={() => enter(talk.roomId)}>
          {isInside ? words.show : words.enter}
        </Button>
        <Button isBusy={isBusy} onClick={onLeave}>
          {words.end}
        </Button>
      </div>
    </div>
  );
}

function After({ talk, onDone }: { talk: InstantTalk; onDone: () => void }) {
  const words = useWords(instantTalkWords);
  const meshi = useMeshi();
  const toast = useToast();
  const { run, isBusy } = useAction();
  const answer = (choice: 'stay_in_touch' | 'not_again') =>
    void run(async () => {
      const { conversationId } = await meshi.instantTalks.answer({ instantTalkId: talk.id, answer: choice });
      toast.done(conversationId ? words.matched : words.thanks);
      onDone();
    });
  return (
    <div className="stack">
      <p role="status">{words.after(talk.person.displayName)}</p>
      <p className="quiet">{words.afterHint}</p>
      <div className="row">
        <Button isBusy={isBusy} onClick={() => answer('stay_in_touch')}>
          {words.stay}
        </Button>
        <Button isBusy={isBusy} onClick={() => answer('not_again')}>
          {words.notAgain}
        </Button>
        <Button kind="plain" onClick={onDone}>
          {words.later}
        </Button>
      </div>
    </div>
  );
}
