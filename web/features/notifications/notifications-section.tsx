/** Settings: what is sent by push and by email, and quiet hours. */
import type { EditNotificationSettings, NotificationGroup, ShownNotificationSettings } from '@meshi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { SectionHead } from '../../app/section-head.tsx';
import { useErrorToast } from '../../app/use-action.ts';
import { VerifyEmail } from '../../app/verify-email.tsx';
import { useWords } from '../../i18n/language.ts';
import { Checks } from '../../ui/choices.tsx';
import { TextField } from '../../ui/field.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { settingsQuery } from './notification-queries.ts';
import { PushSwitch } from './push-switch.tsx';
import { notificationWords } from './words.ts';

const MESSAGE_GROUPS = ['messages', 'channels'] as const;
const USUAL_QUIET_HOURS = { from: '23:00', to: '07:00' };

export function NotificationsSection() {
  const words = useWords(notificationWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({ ...settingsQuery(meshi), staleTime: 0 });
  return (
    <>
      <SectionHead title={words.settings} />
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton />}
      {data && <Choices settings={data} />}
    </>
  );
}

function Choices({ settings }: { settings: ShownNotificationSettings }) {
  const words = useWords(notificationWords);
  const { account } = useMyself();
  const change = useChange();
  const { inApp, push, mail, quietHours, pushKey, hasMail } = settings;
  const options = (Object.keys(words.groups) as NotificationGroup[]).map((value) => ({
    value,
    label: words.groups[value],
  }));
  return (
    <div className="stack">
      <div>
        <Checks
          label={words.inApp}
          values={inApp}
          options={MESSAGE_GROUPS.map((value) => ({ value, label: words.groups[value] }))}
          onChange={(groups) => void change({ inApp: groups })}
        />
        <p className="field-hint">{words.inAppHint}</p>
      </div>
      {pushKey && <PushSwitch pushKey={pushKey} />}
      {pushKey && (
        <Checks
          label={words.push}
          values={push}
          options={options}
          onChange={(groups) => void change({ push: groups })}
        />
      )}
      {hasMail && (
        <div>
          <Checks
            label={words.mail}
            values={mail}
            options={options}
            onChange={(groups) => void change({ mail: groups })}
          />
          <p className="field-hint">{words.mailHint}</p>
        </div>
      )}
      {hasMail && !account.isEmailVerified && <VerifyEmail hint={words.mailVerifyHint} />}
      <div>
        <Checks
          label={words.quiet}
          values={quietHours ? ['on'] : []}
          options={[{ value: 'on', label: words.quietOn }]}
          onChange={(values) => void change({ quietHours: values.length > 0 ? USUAL_QUIET_HOURS : null })}
        />
        <p className="field-hint">{words.quietHint}</p>
      </div>
      {quietHours && (
        <div className="row">
          {(['from', 'to'] as const).map((end) => (
            <TextField
              key={end}
              label={words[end]}
              type="time"
              value={quietHours[end]}
              onChange={({ target }) => {
                if (target.value) void change({ quietHours: { ...quietHours, [end]: target.value } });
              }}
            />
          ))}
        </div>
      )}
    </div>
  );
}

/** Shows a change at once, and undoes it if the server refuses. */
function useChange() {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const showError = useErrorToast();
  const { queryKey } = settingsQuery(meshi);
  return async (change: EditNotificationSettings) => {
    const before = queries.getQueryData<ShownNotificationSettings>(queryKey);
    if (before) queries.setQueryData(queryKey, { ...before, ...change });
    try {
      queries.setQueryData(queryKey, await meshi.notifications.editSettings(change));
    } catch (error) {
      queries.setQueryData(queryKey, before);
      showError(error);
    }
  };
}
