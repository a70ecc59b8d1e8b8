/** Who waits for the reader: at most four rows, and all of them on request. Absent if nobody waits. */
import type { HomeWaiting } from '@meshi/client';
import { useConversationList } from '@meshi/client/react';
import { ChevronRight, MessageCircle, UtensilsCrossed } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { useUnreadRows, useWaitingRow, type WaitingRow } from './waiting-rows.ts';
import { homeWords } from './words.ts';

const SHOWN_ROWS = 4;
const icons = { meal: UtensilsCrossed, conversation: MessageCircle };

export function WaitingCard({ waiting }: { waiting: readonly HomeWaiting[] }) {
  const words = useWords(homeWords);
  const [areAllShown, setAllShown] = useState(false);
  const toRow = useWaitingRow();
  const toUnreadRows = useUnreadRows();
  const { items } = useConversationList(useMeshi());
  const rows = [...waiting.flatMap((one) => toRow(one) ?? []), ...toUnreadRows(items)];
  if (rows.length === 0) return null;
  return (
    <section className="home-card" aria-label={words.waiting}>
      <ul className="home-rows">
        {(areAllShown ? rows : rows.slice(0, SHOWN_ROWS)).map((row) => (
          <li key={row.key}>
            <Row row={row} />
          </li>
        ))}
      </ul>
      {rows.length > SHOWN_ROWS && (
        <button
          type="button"
          className="link-button home-more"
          aria-expanded={areAllShown}
          onClick={() => setAllShown(!areAllShown)}
        >
          {areAllShown ? words.showLess : words.showAll(rows.length)}
        </button>
      )}
    </section>
  );
}

function Row({ row: { to, face, title, text } }: { row: WaitingRow }) {
  return (
    <Link className="home-row" to={to}>
      {typeof face === 'string' ? <Icon of={face} /> : <Avatar person={face} size={32} />}
      <span className="home-row-text">
        <span className="home-row-title one-line">{title}</span>
        {text && <span className="home-row-about one-line">{text}</span>}
      </span>
      <ChevronRight size={18} aria-hidden />
    </Link>
  );
}

function Icon({ of }: { of: keyof typeof icons }) {
  const Drawn = icons[of];
  return (
    <span className="home-icon">
      <Drawn size={18} aria-hidden />
    </span>
  );
}
