/** The directory of the organisation: its SCIM address, and what it keeps. It calls with a key of the organisation. */
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { groupWords } from './group-words.ts';

export function DirectoryPart() {
  const words = useWords(groupWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.tenants, 'directory'],
    queryFn: () => meshi.tenantDirectory.get(),
  });
  return (
    <section className="tenant-part">
      <h2>{words.directory}</h2>
      <p className="quiet">{words.directoryHint}</p>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton />}
      {data && (
        <>
          <CopyField label={words.scimUrl} hint={words.scimUrlHint} value={data.url} />
          <p className="quiet">{words.counts(data.userCount, data.groupCount)}</p>
        </>
      )}
    </section>
  );
}
