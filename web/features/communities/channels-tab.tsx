/** The channels of a community. Each leads to its conversation. */
import { type Channel, type Community, wireLimits } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { Archive, Hash, Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useRefreshCommunities } from './community-queries.ts';
import { communityWords } from './words.ts';

export function ChannelsTab({ community }: { community: Community }) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { id: communityId, permissions } = community;
  const [isCreating, setCreating] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.communities, 'of', communityId, 'channels'],
    queryFn: ({ signal }) => meshi.communities.channels({ communityId }, { signal }),
  });
  const canKeep = permissions.includes('community:keep_channels');
  if (!data) return error ? <Problem error={error} onRetry={() => void refetch()} /> : <Skeleton slips={1} />;
  return (
    <section className="community-section" aria-label={words.tabs.channels}>
      <ul>
        {data.items.map((channel) => (
          <ChannelRow key={channel.id} channel={channel} communityId={communityId} canKeep={canKeep} />
        ))}
      </ul>
      {canKeep && (
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

interface ChannelRowProps {
  channel: Channel;
  communityId: string;
  canKeep: boolean;
}

function ChannelRow({ channel, communityId, canKeep }: ChannelRowProps) {
  const words = useWords(communityWords);
  return (
    <li className="community-row">
      <Link className="link-row grow" to={`/conversations/${channel.conversationId}`}>
        <Hash size={18} aria-hidden />
        {channel.name}
        {channel.state === 'archived' && <span className="chip">{words.archived}</span>}
      </Link>
      {canKeep && <ChannelMenu channel={channel} communityId={communityId} />}
    </li>
  );
}

function ChannelMenu({ channel, communityId }: Pick<ChannelRowProps, 'channel' | 'communityId'>) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { run } = useAction(keys.communities);
  const [isRenaming, setRenaming] = useState(false);
  const { id: channelId, name, state } = channel;
  const archive = () =>
    void run(() => meshi.communities.archiveChannel({ communityId, channelId }), words.channelArchived);
  return (
    <>
      <Menu
        label={words.channelMenu(name)}
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
        first={name}
        save={(next) => meshi.communities.renameChannel({ communityId, channelId, name: next })}
      />
    </>
  );
}

interface NameDialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** The name to start with. */
  first?: string;
  save: (name: string) => Promise<unknown>;
}

function NameDialog({ isOpen, onClose, title, first = '', save }: NameDialogProps) {
  const { common, errors } = useWords();
  const words = useWords(communityWords);
  const toast = useToast();
  const refresh = useRefreshCommunities();
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      action={title}
      isSmall
      start={() => ({ name: first })}
      check={({ name }) => (name.trim() ? {} : { name: errors.required })}
      send={async ({ name }) => {
        await save(name);
        toast.done(common.saved);
        refresh();
      }}
    >
      {(form) => (
        <TextField {...form.text('name')} label={words.channelName} maxCharacters={wireLimits.channelNameChars} />
      )}
    </FormDialog>
  );
}
