/** Why a card is shown, in plain words: the strongest on the card, all of them with their points on demand. */
import type { Topic, TopicReason } from '@meshi/client';
import { CircleHelp, Sparkles } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Words } from '../../i18n/ja.ts';
import { useWords } from '../../i18n/language.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import './topic-reasons.css';

const ON_A_CARD = 3;

/** True of many cards at once: on a card, what is between these two people comes before it. */
const GENERAL: readonly TopicReason['kind'][] = ['rarely_shown', 'new', 'same_language'];
const isGeneral = (kind: TopicReason['kind']) => GENERAL.includes(kind);

/** The strongest two or three, and the way to the rest. */
export function MainReasons({ topic }: { topic: Topic }) {
  const words = useWords();
  const speaking = topic.reasons.filter(({ points }) => points > 0);
  const own = speaking.filter(({ kind }) => !isGeneral(kind));
  const main = [...own, ...speaking.filter(({ kind }) => isGeneral(kind))].slice(0, ON_A_CARD);
  if (topic.reasons.length === 0) return null;
  return (
    <div className="slip-reasons">
      <ul className="slip-reason-list" aria-label={words.topics.why}>
        {main.map((reason) => (
          <li key={reason.kind}>
            <Sparkles size={14} aria-hidden />
            {reasonText(reason, words)}
          </li>
        ))}
      </ul>
      <WhyButton topic={topic} />
    </div>
  );
}

/** Opens the list of all reasons. */
export function WhyButton({ topic }: { topic: Topic }) {
  const words = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="why-button" onClick={() => setOpen(true)}>
        <CircleHelp size={14} aria-hidden />
        {words.home.why}
        <span className="hidden-text"> {topic.title}</span>
      </button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={words.topics.why} isSmall>
        <AllReasons topic={topic} />
      </Dialog>
    </>
  );
}

function AllReasons({ topic }: { topic: Topic }) {
  const words = useWords();
  const { home } = words;
  return (
    <div className="stack">
      <p className="quiet">{home.whyHint}</p>
      <ul className="all-reasons">
        {topic.reasons.map((reason) => (
          <li key={reason.kind} data-lowers={reason.points < 0 || undefined}>
            <div className="grow">
              <p>{reasonText(reason, words)}</p>
              <p className="quiet all-reasons-change">{changeText(reason, words)}</p>
            </div>
            <Points points={reason.points} />
          </li>
        ))}
        <li className="all-reasons-sum">
          <p className="grow">{home.sum}</p>
          <Points points={topic.score} />
        </li>
      </ul>
      <p>
        <Link to="/me/profile">{home.editProfile}</Link> · <Link to="/me/less">{home.lessTitle}</Link>
      </p>
    </div>
  );
}

function Points({ points }: { points: number }) {
  const words = useWords();
  return (
    <span className="points">
      <span aria-hidden="true">{points > 0 ? `+${points}` : `−${-points}`}</span>
      <span className="hidden-text">{words.home.points(points)}</span>
    </span>
  );
}

/** In words; null for a kind that is newer than this app. */
export function reasonText(reason: TopicReason, words: Words): string | null {
  const { reasons } = words.home;
  switch (reason.kind) {
    case 'shared_tags':
    case 'you_want_to_learn':
    case 'you_can_teach':
      return reasons[reason.kind](reason.tags.join(', '));
    case 'neighbouring_tags':
      return reasons.neighbouring_tags(reason.tags.map(({ tag, of }) => `${of} → ${tag}`).join(', '));
    case 'owner_can_teach':
    case 'owner_wants_to_learn':
      return reasons[reason.kind](reason.skills.join(', '));
    case 'common_communities':
      return reasons.common_communities(reason.communityIds.length);
    case 'people_in_common':
      return reasons.people_in_common(reason.count);
    case 'shared_free_time':
      return reasons.shared_free_time(Math.floor(reason.minutes / 60), reason.minutes % 60);
    case 'same_language':
    case 'other_language':
      return reasons[reason.kind](words.languages[reason.language]);
    case 'less_like_this':
      return reasons.less_like_this(lessParts(reason, words).join(', '));
    case 'interested_in_yours':
    case 'new':
    case 'rarely_shown':
    case 'already_talking':
      return reasons[reason.kind];
    default:
      return null;
  }
}

type Less = Extract<TopicReason, { kind: 'less_like_this' }>;

function lessParts({ tags, isKind, isOwner }: Less, { home }: Words): string[] {
  return [...tags.map((tag) => `#${tag}`), ...(isKind ? [home.thisKind] : []), ...(isOwner ? [home.thisPerson] : [])];
}

function changeText({ kind }: TopicReason, { home }: Words): string {
  return Object.hasOwn(home.changes, kind) ? home.changes[kind] : '';
}
