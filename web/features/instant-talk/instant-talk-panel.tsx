/** Instant talk: find someone, wait, enter the room, and answer a question afterwards. */
import type { InstantTalk, InstantTalkStatus } from '@meshi/client';
import { type FormEvent, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useAction } from '../../app/use-action.ts';
import { nameList } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useInstantTalk } from './use-instant-talk.ts';
import { instantTalkWords } from './words.ts';
import './instant-talk.css';

export function InstantTalkPanel() {
  const words = useWords(instantTalkWords);
  const { now, isBusy, wait, leave } = useInstantTalk();
  const [answeredId, setAnsweredId] = useState<string | null>(null);
  // After a talk, its question is shown until the person answers or dismisses it.
  const last = useRef<InstantTalk | null>(null);
  if (now?.instantTalk) last.current = now.instantTalk;
  if (!now) return null;
  const over = now.state !== 'talking' && last.current && last.current.id !== answeredId ? last.current : null;
  return (
    <section className="instant-talk" aria-labelledby="instant-talk-title">
      <h2 className="section-title" id="instant-talk-title">
        {words.title}
      </h2>
      {over && <After talk={over} onDone={() => setAnsweredId(over.id)} />}
      {now.instantTalk && <Paired talk={now.instantTalk} isBusy={isBusy} onLeave={leave} />}
      {now.state === 'waiting' && <Waiting now={now} isBusy={isBusy} onLeave={leave} />}
      {now.state === 'idle' && !over && <Start isBusy={isBusy} onStart={wait} />}
    </section>
  );
}

function Start({ isBusy, onStart }: { isBusy: boolean; onStart: (tag: string | null) => void }) {
  const words = useWords(instantTalkWords);
  const [tag, setTag] = useState('');
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onStart(tag.trim() || null);
  };
  return (
    <form className="stack" onSubmit={onSubmit}>
      <p className="quiet">{words.lead}</p>
      <TextField
        label={words.tag}
        hint={words.tagHint}
        isOptional
        maxLength={32}
        value={tag}
        onChange={(event) => setTag(event.target.value)}
      />
      <div>
        <Button kind="main" type="submit" isBusy={isBusy}>
          {words.start}
        </Button>
      </div>
    </form>
  );
}

function Waiting({ now, isBusy, onLeave }: { now: InstantTalkStatus; isBusy: boolean; onLeave: () => void }) {
  const words = useWords(instantTalkWords);
  const { language } = useLanguage();
  const format = new Intl.DateTimeFormat(language, { weekday: 'short', hour: 'numeric', minute: '2-digit' });
  const times = nameList(
    now.usualTimes.map((at) => format.format(new Date(at))),
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

function Paired({ talk, isBusy, onLeave }: { talk: InstantTalk; isBusy: boolean; onLeave: () => void }) {
  const words = useWords(instantTalkWords);
  return (
    <div className="stack">
      <div className="row">
        <Avatar person={talk.person} />
        <p role="status">{words.paired(talk.person.displayName)}</p>
      </div>
      <div className="row">
        <Link className="button button-main" to={`/rooms/${talk.roomId}`}>
          {words.enter}
        </Link>
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
        <Button kind="main" isBusy={isBusy} onClick={() => answer('stay_in_touch')}>
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
