/**
 * Why a topic is shown: the strongest reason as a sentence, which opens a dialog; there, for the curious, all of them with
 * their points. The topic in full has the strongest reasons.
 */
import type { Topic, TopicReason } from '@meshi/client';
import { CircleHelp, Sparkles } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { nameList } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Dialog } from '../../ui/dialog.tsx';
import type { words } from './words.ja.ts';
import { topicWords } from './words.ts';
import './topic-reasons.css';

/** The texts of the reasons: short ones, or sentences. */
type ReasonWords = (typeof words)['why']['reasons'];

const SHOWN_REASONS = 3;
/** A sentence names at most this many tags or skills. */
const NAMED = 2;

/** Reasons that apply to many topics. On a card, reasons about these two people come first. */
const GENERAL: readonly TopicReason['kind'][] = ['new', 'same_language'];
const isGeneral = (kind: TopicReason['kind']) => GENERAL.includes(kind);

/** The strongest reasons, and the button for all of them. */
export function MainReasons({ topic }: { topic: Topic }) {
  const { why } = useWords(topicWords);
  const reasonText = useReasonText(why.reasons);
  const main = mainReasons(topic).slice(0, SHOWN_REASONS);
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
      <WhyButton topic={topic} isSentence={false} />
    </div>
  );
}

/** The reasons for the topic, strongest first, but those about these two people before those that apply to many topics. */
function mainReasons({ reasons }: Topic): TopicReason[] {
  // On a person's card, "rarely shown" would sound unkind. Only the list of all reasons has it.
  const shown = reasons.filter(({ kind, points }) => points > 0 && kind !== 'rarely_shown');
  return [...shown.filter(({ kind }) => !isGeneral(kind)), ...shown.filter(({ kind }) => isGeneral(kind))];
}

interface WhyButtonProps {
  topic: Topic;
  /** Whether the button says the strongest reason; otherwise it only asks. */
  isSentence?: boolean;
}

/** Opens the reasons of a topic. Nothing if there are none. */
export function WhyButton({ topic, isSentence = true }: WhyButtonProps) {
  const { why } = useWords(topicWords);
  const mainSentence = useMainSentence();
  const [isOpen, setOpen] = useState(false);
  if (topic.reasons.length === 0) return null;
  return (
    <>
      <button
        type="button"
        className={isSentence ? 'why-button why-sentence' : 'why-button'}
        onClick={() => setOpen(true)}
      >
        {isSentence ? (
          <>
            <span className="one-line" aria-hidden="true">
              {mainSentence(topic)}
            </span>
            <span className="hidden-text">{why.sentenceAndOpen(mainSentence(topic))}</span>
          </>
        ) : (
          <>
            <CircleHelp size={14} aria-hidden />
            {why.open}
          </>
        )}
        <span className="hidden-text"> {topic.title}</span>
      </button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={why.title} isSmall>
        <Answer topic={topic} />
      </Dialog>
    </>
  );
}

/** Returns a function with the strongest reason as a sentence. */
function useMainSentence(): (topic: Topic) => string {
  const { why } = useWords(topicWords);
  const sentence = useReasonText(why.sentences, NAMED);
  return (topic) => {
    const [main] = mainReasons(topic);
    return (main && sentence(main)) ?? why.variety;
  };
}

function Answer({ topic }: { topic: Topic }) {
  const { why, notInterested } = useWords(topicWords);
  const mainSentence = useMainSentence();
  return (
    <div className="stack">
      <p>{mainSentence(topic)}</p>
      <details className="reason-details">
        <summary>{why.details}</summary>
        <AllReasons topic={topic} />
      </details>
      <p>
        <Link to="/me/profile">{why.editProfile}</Link> · <Link to="/settings/less">{notInterested.title}</Link>
      </p>
    </div>
  );
}

function AllReasons({ topic }: { topic: Topic }) {
  const { why } = useWords(topicWords);
  const reasonText = useReasonText(why.reasons);
  return (
    <>
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
    </>
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

/**
 * Returns a function with the text of a reason in these words, which names at most `max` tags; `null` for a kind that is newer
 * than this app.
 */
function useReasonText(texts: ReasonWords, max = Number.POSITIVE_INFINITY): (reason: TopicReason) => string | null {
  const { languages } = useWords();
  const { language } = useLanguage();
  const { why } = useWords(topicWords);
  const named = (names: readonly string[]) => nameList(names.slice(0, max), language);
  return (reason) => {
    switch (reason.kind) {
      case 'shared_tags':
      case 'you_want_to_learn':
      case 'you_can_teach':
        return texts[reason.kind](named(reason.tags));
      case 'neighbouring_tags':
        return texts.neighbouring_tags(named(reason.tags.map(({ tag, of }) => `${of} → ${tag}`)));
      case 'owner_can_teach':
      case 'owner_wants_to_learn':
        return texts[reason.kind](named(reason.skills));
      case 'common_communities':
        return texts.common_communities(reason.communityIds.length);
      case 'people_in_common':
        return texts.people_in_common(reason.count);
      case 'shared_free_time':
        return texts.shared_free_time(Math.floor(reason.minutes / 60), reason.minutes % 60);
      case 'same_language':
      case 'other_language':
        return texts[reason.kind](languages[reason.language]);
      case 'not_interested':
        return texts.not_interested(named(notInterestedParts(reason, why)));
      case 'interested_in_yours':
      case 'new':
      case 'rarely_shown':
      case 'already_matched':
        return texts[reason.kind];
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
