/** Why a topic is shown: the strongest reasons on the card, all of them with their points in a dialog. */
import type { Topic, TopicReason } from '@meshi/client';
import { CircleHelp, Sparkles } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useWords } from '../../i18n/language.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { topicWords } from './words.ts';
import './topic-reasons.css';

const ON_A_CARD = 3;

/** Reasons that apply to many topics. On a card, reasons about these two people come first. */
const GENERAL: readonly TopicReason['kind'][] = ['new', 'same_language'];
const isGeneral = (kind: TopicReason['kind']) => GENERAL.includes(kind);

/** The strongest reasons, and a button for all of them. */
export function MainReasons({ topic }: { topic: Topic }) {
  const { why } = useWords(topicWords);
  const reasonText = useReasonText();
  // On a person's card, "rarely shown" would sound unkind. Only the dialog has it.
  const shown = topic.reasons.filter(({ kind, points }) => points > 0 && kind !== 'rarely_shown');
  const own = shown.filter(({ kind }) => !isGeneral(kind));
  const main = [...own, ...shown.filter(({ kind }) => isGeneral(kind))].slice(0, ON_A_CARD);
  if (topic.reasons.length === 0) return null;
  return (
    <div className="slip-reasons">
      <ul className="slip-reason-list" aria-label={why.title}>
        {main.map((reason) => (
          <li key={reason.kind}>
            <Sparkles size={14} aria-hidden />
            {reasonText(reason)}
          </li>
        ))}
      </ul>
      <WhyButton topic={topic} />
    </div>
  );
}

function WhyButton({ topic }: { topic: Topic }) {
  const { why } = useWords(topicWords);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="why-button" onClick={() => setOpen(true)}>
        <CircleHelp size={14} aria-hidden />
        {why.open}
        <span className="hidden-text"> {topic.title}</span>
      </button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={why.title} isSmall>
        <AllReasons topic={topic} />
      </Dialog>
    </>
  );
}

function AllReasons({ topic }: { topic: Topic }) {
  const { why, notInterested } = useWords(topicWords);
  const reasonText = useReasonText();
  return (
    <div className="stack">
      <p className="quiet">{why.hint}</p>
      <ul className="all-reasons">
        {topic.reasons.map((reason) => (
          <li key={reason.kind} data-lowers={reason.points < 0 || undefined}>
            <div className="grow">
              <p>{reasonText(reason)}</p>
              <p className="quiet all-reasons-change">{why.changes[reason.kind] ?? ''}</p>
            </div>
            <Points points={reason.points} />
          </li>
        ))}
        <li className="all-reasons-sum">
          <p className="grow">{why.sum}</p>
          <Points points={topic.score} />
        </li>
      </ul>
      <p>
        <Link to="/me/profile">{why.editProfile}</Link> · <Link to="/me/less">{notInterested.title}</Link>
      </p>
    </div>
  );
}

function Points({ points }: { points: number }) {
  const { why } = useWords(topicWords);
  return (
    <span className="points">
      <span aria-hidden="true">{points > 0 ? `+${points}` : `−${-points}`}</span>
      <span className="hidden-text">{why.points(points)}</span>
    </span>
  );
}

/** Returns a function with the text of a reason; `null` for a kind that is newer than this app. */
function useReasonText(): (reason: TopicReason) => string | null {
  const { languages } = useWords();
  const { why } = useWords(topicWords);
  const { reasons } = why;
  return (reason) => {
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
        return reasons[reason.kind](languages[reason.language]);
      case 'not_interested':
        return reasons.not_interested(notInterestedParts(reason, why).join(', '));
      case 'interested_in_yours':
      case 'new':
      case 'rarely_shown':
      case 'already_matched':
        return reasons[reason.kind];
      default:
        return null;
    }
  };
}

type NotInterestedReason = Extract<TopicReason, { kind: 'not_interested' }>;

function notInterestedParts(
  { tags, isKind, isOwner }: NotInterestedReason,
  why: { thisKind: string; thisPerson: string },
): string[] {
  return [...tags.map((tag) => `#${tag}`), ...(isKind ? [why.thisKind] : []), ...(isOwner ? [why.thisPerson] : [])];
}
