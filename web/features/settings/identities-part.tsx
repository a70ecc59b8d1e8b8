/** Accounts of other services with which I can sign in: linking and unlinking them. */
import type { OpenIdentity, OpenProviderId } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useProviderSignOn } from '../../app/provider-sign-on.ts';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useMeta } from '../../app/use-meta.ts';
import { useProviderName } from '../../app/use-provider-name.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { settingsWords } from './words.ts';

export function IdentitiesPart() {
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const meta = useMeta();
  const { data, error, refetch } = useQuery({
    queryKey: keys.openIdentities,
    queryFn: () => meshi.openSignOn.list(),
    enabled: meta !== undefined,
  });
  const offered = meta?.openProviders.map(({ id }) => id) ?? [];
  const linked = data?.items.map(({ provider }) => provider) ?? [];
  const shown = [...new Set([...offered, ...linked])];
  // Most servers offer none: then there is nothing to say.
  if (!meta || (shown.length === 0 && !error)) return null;
  return (
    <section className="stack" aria-labelledby="security-identities">
      <h2 id="security-identities">{words.identities}</h2>
      <p className="quiet">{words.identitiesText}</p>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton slips={1} />}
      {data && (
        <ul className="rows">
          {shown.map((provider) => (
            <IdentityRow
              key={provider}
              provider={provider}
              identity={data.items.find((one) => one.provider === provider)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function IdentityRow({ provider, identity }: { provider: OpenProviderId; identity: OpenIdentity | undefined }) {
  const words = useWords(settingsWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const away = useProviderSignOn();
  const { run } = useAction(keys.openIdentities);
  const [isAsking, setAsking] = useState(false);
  const name = useProviderName()(provider);
  const unlink = () => run(() => meshi.openSignOn.unlink({ provider }), words.identityUnlinked(name));
  return (
    <li className="rows-row">
      <div className="grow">
        <p>
          <b>{name}</b>
          {identity && <span className="chip current-chip">{words.identityLinked}</span>}
        </p>
        <p className="quiet">
          {identity ? words.since(shortDate(identity.linkedAt, language)) : words.identityNone}
          {identity?.lastUsedAt && ` · ${words.lastUsed(shortDate(identity.lastUsedAt, language))}`}
        </p>
      </div>
      {identity ? (
        <Button aria-label={words.identityUnlinkOf(name)} onClick={() => setAsking(true)}>
          {words.identityUnlink}
        </Button>
      ) : (
        <Button aria-label={words.identityLinkOf(name)} isBusy={away.isBusy} onClick={() => void away.link(provider)}>
          {words.identityLink}
        </Button>
      )}
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={words.identityUnlinkTitle(name)}
        text={words.identityUnlinkText(name)}
        action={words.identityUnlink}
        onConfirm={unlink}
      />
    </li>
  );
}
