/** Tags in a row. With `to`, each tag is a link, for example to the topics with this tag. */
import { Link } from 'react-router';
import { useWords } from '../i18n/language.ts';

/** The path of a list filtered by a tag. */
export function listOfTag(list: '/topics' | '/meals', tag: string): string {
  return `${list}?tag=${encodeURIComponent(tag)}`;
}

export function TagList({ tags, to }: { tags: readonly string[]; to?: (tag: string) => string }) {
  const { fields } = useWords();
  if (tags.length === 0) return null;
  return (
    <ul className="row tag-list" aria-label={fields.tags}>
      {tags.map((tag) => (
        <li key={tag}>
          {to ? (
            <Link className="chip" to={to(tag)}>
              #{tag}
            </Link>
          ) : (
            <span className="chip">#{tag}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
