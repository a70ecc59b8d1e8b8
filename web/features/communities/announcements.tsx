/** The announcements of a community, newest first, and a form to post one. */
import { type Community, type CommunityAnnouncement, wireLimits } from '@meshi/client';
import { Megaphone, X } from 'lucide-react';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextAreaField, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { Ago } from '../../ui/moment.tsx';
import { Paged } from '../../ui/paged.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useCommunityPages, useRefreshCommunities } from './community-queries.ts';
import { communityWords } from './words.ts';

export function Announcements({ community }: { community: Community }) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const [isPosting, setPosting] = useState(false);
  const { id: communityId, permissions } = community;
  const canPost = permissions.includes('community:post_announcements');
  const list = useCommunityPages(['of', communityId, 'announcements'], (page, options) =>
    meshi.communities.announcements({ communityId, ...page }, options),
  );
  if (!canPost && !list.data?.length) return null;
  return (
    <section className="community-section" aria-label={words.announcements}>
      <Paged list={list} slips={1}>
        {(announcements) =>
          announcements.map((announcement) => (
            <AnnouncementSlip
              key={announcement.id}
              announcement={announcement}
              communityId={communityId}
              canDelete={canPost}
            />
          ))
        }
      </Paged>
      {canPost && (
        <div>
          <Button onClick={() => setPosting(true)}>
            <Megaphone size={18} aria-hidden />
            {words.postAnnouncement}
          </Button>
          <PostDialog communityId={communityId} isOpen={isPosting} onClose={() => setPosting(false)} />
        </div>
      )}
    </section>
  );
}

interface AnnouncementSlipProps {
  announcement: CommunityAnnouncement;
  communityId: string;
  canDelete: boolean;
}

function AnnouncementSlip({ announcement, communityId, canDelete }: AnnouncementSlipProps) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { run } = useAction(keys.communities);
  const remove = () =>
    void run(() => meshi.communities.deleteAnnouncement({ communityId, announcementId: announcement.id }));
  return (
    <article className="community-announcement stack-tight">
      <div className="row">
        <h3 className="grow">{announcement.title}</h3>
        {canDelete && (
          <IconButton label={words.deleteAnnouncement} onClick={remove}>
            <X size={18} aria-hidden />
          </IconButton>
        )}
      </div>
      {announcement.text && (
        <p className="preline">
          <LinkedText text={announcement.text} />
        </p>
      )}
      <p className="row quiet small">
        <PersonLink person={announcement.author} size={24} />
        <Ago at={announcement.createdAt} />
      </p>
    </article>
  );
}

interface PostDialogProps {
  communityId: string;
  isOpen: boolean;
  onClose: () => void;
}

function PostDialog({ communityId, isOpen, onClose }: PostDialogProps) {
  const { errors } = useWords();
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const toast = useToast();
  const refresh = useRefreshCommunities();
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={words.postAnnouncement}
      action={words.postAnnouncement}
      start={() => ({ title: '', text: '' })}
      check={({ title }) => (title.trim() ? {} : { title: errors.required })}
      send={async ({ title, text }) => {
        await meshi.communities.createAnnouncement({ communityId, title, text });
        toast.done(words.announcementPosted);
        refresh();
      }}
    >
      {(form) => (
        <>
          <TextField {...form.text('title')} label={words.announcementTitle} maxCharacters={wireLimits.titleChars} />
          <TextAreaField
            {...form.text('text')}
            label={words.announcementText}
            isOptional
            maxLength={wireLimits.announcementChars}
          />
        </>
      )}
    </FormDialog>
  );
}
