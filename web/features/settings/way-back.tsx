/** The way back for a person who came here because something needs a second factor. It is shown once the account has one. */
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { settingsWords } from './words.ts';

/** Where people come from: a closed set, because a free address could lead anywhere. */
const PATHS = { portal: '/portal', organisation: '/topics', settings: '/organisation/rules' } as const;

export function WayBack() {
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const place = placeOf(useLocation().state);
  const { data } = useQuery({
    queryKey: keys.secondFactors,
    queryFn: () => meshi.secondFactors.get(),
    enabled: place !== null,
  });
  if (!place || !data?.isOn) return null;
  return (
    <section className="slip slip-note stack" role="status">
      <p>{words.factorReady}</p>
      <div>
        <ButtonLink kind="main" to={PATHS[place]}>
          {words.waysBack[place]}
        </ButtonLink>
      </div>
    </section>
  );
}

function placeOf(state: unknown): keyof typeof PATHS | null {
  const { wayBack } = (state ?? {}) as { wayBack?: unknown };
  return typeof wayBack === 'string' && Object.hasOwn(PATHS, wayBack) ? (wayBack as keyof typeof PATHS) : null;
}
