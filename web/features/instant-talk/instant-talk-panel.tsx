/** Talk now: finding someone, waiting, walking into the room, and what one says afterwards. */
import type { Talk, TalkNow } from '@meshi/client';
import { type FormEvent, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { nameList } from '../../i18n/dates.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { useInstantTalk } from './use-instant-talk.ts';
import './instant-talk.css';

export function InstantTalkPanel() {
  const { words } = useLanguage();
  const { now, isBusy, wait, leave } = useInstantTalk();
  const [answered, setAnswered] = useState<string | null>(null);
  // A talk that has just ended is asked about, until it is answered or put aside.
  const last = useRef<Talk | null>(null);
  if (now?.talk) last.current = now.talk;
  if (!now) return null;
  const over = now.state !== 'talking' && last.current && last.current.id !== answered ? last.current : null;
  return (
    <section className="instant-talk" aria-labelledby="instant-talk-title">
      <h2 className="section-title" id="instant-talk-title">
        {words.instantTalk.title}
      </h2>
      {over && <After talk={over} onDone={() => setAnswered(over.id)} />}
      {now.talk && <There talk={now.talk} isBusy={isBusy} onLeave={() => void leave()} />}
      {now.state === 'waiting' && <Waits now={now} isBusy={isBusy} onLeave={() => void leave()} />}
      {now.state === 'idle' && !over && <Start isBusy={isBusy} onStart={(tag) => void wait(tag)} />}
    </section>
  );
}

function Start({ isBusy, onStart }: { isBusy: boolean; onStart: (tag: string | null) => void }) {
  const { words } = useLanguage();
  const [tag, setTag] = useState('');
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onStart(tag.trim() || null);
  };
  return (
    <form className="stack" onSubmit={onSubmit}>
      <p className="quiet">{words.instantTalk.lead}</p>
      <TextField
        label={words.instantTalk.tag}
        hint={words.instantTalk.tagHint}
        isOptional
        maxLength={32}
        value={tag}
        onChange={(event) => setTag(event.target.value)}
      />
      <div>
        <Button kind="main" type="submit" isBusy={isBusy}>
          {words.instantTalk.start}
        </Button>
      </div>
    </form>
  );
}

function Waits({ now, isBusy, onLeave }: { now: TalkNow; isBusy: boolean; onLeave: () => void }) {
  const { words, language } = useLanguage();
  const form = new Intl.DateTimeFormat(language, { weekday: 'short', hour: 'numeric', minute: '2-digit' });
  const times = nameList(
    now.usualTimes.map((at) => form.format(new Date(at))),
    language,
  );
  return (
    <div className="stack">
      <p role="status">{now.tag ? words.instantTalk.waitingFor(now.tag) : words.instantTalk.waiting}</p>
      <p className="quiet">{words.instantTalk.waitingHint}</p>
      {times && <p className="quiet">{words.instantTalk.usual(times)}</p>}
      <div>
        <Button isBusy={isBusy} onClick={onLeave}>
          {words.instantTalk.leave}
        </Button>
      </div>
    </div>
  );
}

function There({ talk, isBusy, onLeave }: { talk: Talk; isBusy: boolean; onLeave: () => void }) {
  const { words } = useLanguage();
  return (
    <div className="stack">
      <div className="row">
        <Avatar person={talk.person} />
        <p role="status">{words.instantTalk.paired(talk.person.displayName)}</p>
      </div>
      <div className="row">
        <Link className="button button-main" to={`/rooms/${talk.roomId}`}>
          {words.instantTalk.enter}
        </Link>
        <Button isBusy={isBusy} onClick={onLeave}>
          {words.instantTalk.end}
        </Button>
      </div>
    </div>
  );
}

function After({ talk, onDone }: { talk: Talk; onDone: () => void }) {
  const { words } = useLanguage();
  const meshi = useMeshi();
  const tell = useTell();
  const text = useErrorText();
  const say = async (answer: 'stay_in_touch' | 'not_again') => {
    try {
      const { conversationId } = await meshi.talkNow.answer({ talkId: talk.id, answer });
      tell.done(conversationId ? words.instantTalk.matched : words.instantTalk.thanks);
      onDone();
    } catch (error) {
      tell.problem(text(error));
    }
  };
  return (
    <div className="stack">
      <p role="status">{words.instantTalk.after(talk.person.displayName)}</p>
      <p className="quiet">{words.instantTalk.afterHint}</p>
      <div className="row">
        <Button kind="main" onClick={() => void say('stay_in_touch')}>
          {words.instantTalk.stay}
        </Button>
        <Button onClick={() => void say('not_again')}>{words.instantTalk.notAgain}</Button>
        <Button kind="plain" onClick={onDone}>
          {words.instantTalk.later}
        </Button>
      </div>
    </div>
  );
}
