/** What is new since the reader was here before: at most three lines, until the reader closes it. */
import type { HomeNews } from '@meshi/client';
import { X } from 'lucide-react';
import { Link } from 'react-router';
import { badgeCount } from '../../i18n/counted.ts';
import { useWords } from '../../i18n/language.ts';
import { IconButton } from '../../ui/button.tsx';
import { homeWords } from './words.ts';

const SHOWN_LINES = 3;

/** Each kind of news, most important first, with the screen that shows it. */
const LINES = [
  { of: 'matches', word: 'newMatches', to: '/conversations' },
  { of: 'interests', word: 'newInterests', to: '/topics/mine' },
  { of: 'topics', word: 'newTopics', to: '/topics?order=newest' },
  { of: 'meals', word: 'newMeals', to: '/meals' },
] as const;

export function NewsCard({ news, onDismiss }: { news: HomeNews; onDismiss: () => void }) {
  const { common } = useWords();
  const words = useWords(homeWords);
  const lines = LINES.filter(({ of }) => news[of] > 0).slice(0, SHOWN_LINES);
  if (lines.length === 0) return null;
  return (
    <section className="home-card home-news" aria-labelledby="home-news">
      <h2 id="home-news">{words.news}</h2>
      <IconButton label={common.close} onClick={onDismiss}>
        <X size={18} aria-hidden />
      </IconButton>
      <ul>
        {lines.map(({ of, word, to }) => (
          <li key={of}>
            <Link to={to}>{words[word](badgeCount(news[of]))}</Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
