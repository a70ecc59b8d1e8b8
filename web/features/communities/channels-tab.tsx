/** The channels of a community; what is said in one is shown where all conversations are. */
import { type Channel, type Community, wireLimits } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { Archive, Hash, Pencil, Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { useAct } from './community-queries.ts';

export function ChannelsTab({ community }: { community: Community }) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const { id: communityId, permissions } = community;
  const [isCreating, setCreating] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.communities, 'of', communityId, 'channels'],
    queryFn: ({ signal }) => meshi.communities.channels({ communityId }, { signal }),
  });
  const mayKeep = permissions.includes('keep_channels');
  if (!data) return error ? <Problem error={error} onRetry={() => void refetch()} /> : <Skeleton slips={1} />;
  return (
    <section className="community-section" aria-label={words.tabs.channels}>
      <ul>
        {data.items.map((channel) => (
          <ChannelRow key={channel.id} channel={channel} communityId={communityId} mayKeep={mayKeep} />
        ))}
      </ul>
      {mayKeep && (
        <div>
          <Button onClick={() => setCreating(true)}>
            <Plus size={18} aria-hidden />
            {words.createChannel}
          </Button>
          <NameDialog
            isOpen={isCreating}
            onClose={() => setCreating(false)}
            title={words.createChannel}
            save={(name) => meshi.communities.createChannel({ communityId, name })}
          />
        </div>
      )}
    </section>
  );
}

function ChannelRow(props: { channel: Channel; communityId: string; mayKeep: boolean }) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const act = useAct();
  const [isRenaming, setRenaming] = useState(false);
  const { channel, communityId } = props;
  const { id: channelId, state } = channel;
  const archive = () => void act(() => meshi.communities.archiveChannel({ communityId, channelId }), words.done);
  return (
    <li className="community-row">
      <Link className="link-row grow" to={`/conversations/${channel.conversationId}`}>
        <Hash size={18} aria-hidden />
        {channel.name}
        {state === 'archived' && <span className="chip">{words.archived}</span>}
      </Link>
      {props.mayKeep && (
        <>
          <Menu
            label={`${channel.name}: ${words.renameChannel}`}
            entries={[
              { label: words.renameChannel, icon: Pencil, onSelect: () => setRenaming(true) },
              ...(state === 'open'
                ? [{ label: words.archiveChannel, icon: Archive, isDanger: true, onSelect: archive }]
                : []),
            ]}
          />
          <NameDialog
            isOpen={isRenaming}
            onClose={() => setRenaming(false)}
            title={words.renameChannel}
            first={channel.name}
            save={(name) => meshi.communities.renameChannel({ communityId, channelId, name })}
          />
        </>
      )}
    </li>
  );
}

interface NameDialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  first?: string;
  save: (name: string) => Promise<unknown>;
}

function NameDialog(props: NameDialogProps) {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title={props.title} isSmall>
      <NameForm {...props} />
    </Dialog>
  );
}

function NameForm({ onClose, first = '', title, save }: NameDialogProps) {
  const words = useWords();
  const act = useAct();
  const form = useForm(['name']);
  const [name, setName] = useState(first);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(
      async () => {
        if (await act(() => save(name), words.common.saved)) onClose();
      },
      name.trim() ? {} : { name: words.errors.required },
    );
  };
  return (
    <form className="stack" onSubmit={onSubmit} noValidate>
      <TextField
        label={words.communities.channelName}
        problem={form.problems.name}
        maxLength={wireLimits.channelNameChars}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <div className="dialog-actions">
        <Button onClick={onClose}>{words.common.cancel}</Button>
        <Button kind="main" type="submit" isBusy={form.isBusy}>
          {title}
        </Button>
      </div>
    </form>
  );
}
