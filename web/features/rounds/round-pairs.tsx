/** My pairs so far, the reasons for each, and the question whether we talked. */
import type { RoundPair } from '@meshi/client';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { usePages } from '../../app/use-pages.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Paged } from '../../ui/paged.tsx';
import { roundReasonText } from './round-reason-text.ts';
import { roundWords } from './words.ts';

export function RoundPairs() {
  const words = useWords(roundWords);
  const meshi = useMeshi();
  const list = usePages([...keys.rounds, 'pairs'], (page, options) => meshi.rounds.listPairs(page, options));
  return (
    <section className="rounds-part" aria-labelledby="rounds-pairs">
      <h2 id="rounds-pairs">{words.pairs}</h2>
      <Paged list={list} slips={2} empty={<p className="quiet">{words.noPairs}</p>}>
        {(pairs) => (
          <ul className="rounds-pairs">
            {pairs.map((pair) => (
              <PairItem key={pair.id} pair={pair} />
            ))}
          </ul>
        )}
      </Paged>
    </section>
  );
}

function PairItem({ pair }: { pair: RoundPair }) {
  const words = useWords(roundWords);
  const { language } = useLanguage();
  return (
    <li className="rounds-pair">
      <p className="quiet">{shortDate(pair.createdAt, language)}</p>
      {pair.partners.map(({ person, reasons, conversationId }) => (
        <div className="rounds-partner" key={person.id}>
          <Avatar person={person} />
          <div className="grow">
            <strong>{words.together(person.displayName)}</strong>
            <ul className="rounds-reasons quiet">
              {reasons.map((reason) => (
                <li key={reason.kind}>{roundReasonText(reason, words, language)}</li>
              ))}
            </ul>
            {conversationId && <ButtonLink to={`/conversations/${conversationId}`}>{words.toConversation}</ButtonLink>}
          </div>
        </div>
      ))}
      <DidMeet pair={pair} />
    </li>
  );
}

function DidMeet({ pair }: { pair: RoundPair }) {
  const words = useWords(roundWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.rounds, keys.notifications);
  const [ratherNotIds, setRatherNotIds] = useState<string[]>([]);
  const answer = (didMeet: boolean) =>
    void run(() => meshi.rounds.answerMeeting({ pairId: pair.id, didMeet, ratherNotIds }), words.saved);
  return (
    <fieldset className="field">
      <legend className="field-label">{words.didMeet}</legend>
      <p className="field-hint">{words.didMeetHint}</p>
      {pair.partners.map(({ person }) => (
        <label className="check" key={person.id}>
          <input
            type="checkbox"
            checked={ratherNotIds.includes(person.id)}
            onChange={({ target }) =>
              setRatherNotIds((ids) => (target.checked ? [...ids, person.id] : ids.filter((id) => id !== person.id)))
            }
          />
          {words.neverPair(person.displayName)}
        </label>
      ))}
      <div className="row">
        <Button isBusy={isBusy} aria-pressed={pair.didMeet === true} onClick={() => answer(true)}>
          {words.met}
        </Button>
        <Button isBusy={isBusy} aria-pressed={pair.didMeet === false} onClick={() => answer(false)}>
          {words.notMet}
        </Button>
      </div>
    </fieldset>
  );
}
