/** The archive of all that is mine: what it has, asking for it, its progress, downloading and removing it. */
import type { DataExport } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { saveFile } from '../../app/save-file.ts';
import { SectionHead } from '../../app/section-head.tsx';
import { useAction } from '../../app/use-action.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { settingsWords } from './words.ts';

/** How often the state is read while the archive is being made. */
const POLL_MS = 2_000;

export function DataSection() {
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: keys.dataExport,
    queryFn: () => meshi.dataExport.get(),
    refetchInterval: ({ state }) => (state.data?.state === 'making' ? POLL_MS : false),
  });
  return (
    <>
      <SectionHead title={words.dataExport} />
      <div className="stack">
        <p>{words.dataExportText}</p>
        <ul className="data-contents">
          {words.dataExportContents.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p className="quiet">{words.dataExportOthers}</p>
        {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton slips={1} />}
        {data && <Archive archive={data} />}
      </div>
    </>
  );
}

function Archive({ archive }: { archive: DataExport }) {
  switch (archive.state) {
    case 'making':
      return <Making archive={archive} />;
    case 'ready':
      return <Ready archive={archive} />;
    default:
      return <Ask hasFailed={archive.state === 'failed'} />;
  }
}

function Ask({ hasFailed }: { hasFailed: boolean }) {
  const words = useWords(settingsWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.dataExport);
  const ask = () => void run(() => meshi.dataExport.request({ language }));
  return (
    <>
      {hasFailed && <p role="alert">{words.dataExportFailed}</p>}
      <p className="quiet">{words.dataExportHow}</p>
      <div>
        <Button kind="main" isBusy={isBusy} onClick={ask}>
          {words.dataExportAsk}
        </Button>
      </div>
    </>
  );
}

function Making({ archive: { progress } }: { archive: DataExport }) {
  const words = useWords(settingsWords);
  const percent = Math.round(progress * 100);
  return (
    <>
      <label className="data-progress">
        <span role="status">{words.dataExportMaking}</span>
        <progress max={100} value={percent} />
      </label>
      <p className="quiet">{words.dataExportLeave}</p>
      <Remove label={words.dataExportCancel} />
    </>
  );
}

function Ready({ archive: { bytes, requestedAt, expiresAt } }: { archive: DataExport }) {
  const words = useWords(settingsWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.dataExport);
  const download = () =>
    void run(async () => {
      const day = requestedAt?.slice(0, 10) ?? '';
      saveFile(await meshi.dataExport.download(), { name: `meshi-${day}.zip`, type: 'application/zip' });
    });
  return (
    <>
      <p role="status">
        <b>{words.dataExportReady}</b>{' '}
        {words.dataExportUntil(sizeOf(bytes ?? 0, language), shortDate(expiresAt ?? '', language))}
      </p>
      <div className="row">
        <Button kind="main" isBusy={isBusy} onClick={download}>
          {isBusy ? words.dataExportDownloading : words.dataExportDownload}
        </Button>
        <Remove label={words.dataExportRemove} done={words.dataExportRemoved} />
      </div>
    </>
  );
}

function Remove({ label, done }: { label: string; done?: string }) {
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.dataExport);
  return (
    <div>
      <Button isBusy={isBusy} onClick={() => void run(() => meshi.dataExport.remove(), done)}>
        {label}
      </Button>
    </div>
  );
}

/** "120 kB", "3.4 MB". */
function sizeOf(bytes: number, language: string): string {
  const [value, unit] = bytes < 1_000_000 ? [Math.ceil(bytes / 1_000), 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value);
}
