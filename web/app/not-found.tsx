/** Shown for an address without a screen. */
import { useWords } from '../i18n/language.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Empty } from '../ui/states.tsx';

export function NotFound() {
  const words = useWords();
  return (
    <Empty title={words.errors.notFoundTitle} hint={words.errors.notFoundHint}>
      <ButtonLink kind="main" to="/topics">
        {words.errors.home}
      </ButtonLink>
    </Empty>
  );
}
