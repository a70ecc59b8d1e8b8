/** Announcements of the moderators, the newest on top, and a form to make one. */
import { type Community, type CommunityAnnouncement, wireLimits } from '@meshi/client';
import { Megaphone, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { PersonLink } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextAreaField, TextField } from '../../ui/field.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { Ago } from '../../ui/moment.tsx';
import { More } from '../../ui/more.tsx';
import { useAct, usePages } from './community-queries.ts';

export function Announcements({ community }: { community: Community }) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const [isPosting, setPosting] = useState(false);
  const { id: communityId, permissions } = community;
  const mayPost = permissions.includes('post_announcements');
  const list = usePages(['of', communityId, 'announcements'], (page, options) =>
    meshi.communities.announcements({ communityId, ...page }, options),
  );
  if (!mayPost && !list.data?.length) return null;
  return (
    <section className="community-section" aria-label={words.announcements}>
      {list.data?.map((announcement) => (
        <AnnouncementSlip
          key={announcement.id}
          announcement={announcement}
          communityId={communityId}
          mayDelete={mayPost}
        />
      ))}
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
      {mayPost && (
        <div>
          <Button onClick={() => setPosting(true)}>
            <Megaphone size={18} aria-hidden />
            {words.postAnnouncement}
          </Button>
          <Dialog isOpen={isPosting} onClose={() => setPosting(false)} title={words.postAnnouncement}>
            <AnnouncementForm communityId={communityId} onDone={() => setPosting(false)} />
          </Dialog>
        </div>
      )}
    </section>
  );
}

function AnnouncementSlip(props: { announcement: CommunityAnnouncement; communityId: string; mayDelete: boolean }) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const act = useAct();
  const { announcement, communityId } = props;
  return (
    <article className="community-announcement stack-tight">
      <div className="row">
        <h3 className="grow">{announcement.title}</h3>
        {props.mayDelete && (
          <IconButton
            label={words.deleteAnnouncement}
            onClick={() =>
              void act(() => meshi.communities.deleteAnnouncement({ communityId, announcementId: announcement.id }))
            }
          >
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

function AnnouncementForm({ communityId, onDone }: { communityId: string; onDone: () => void }) {
  const words = useWords();
  const meshi = useMeshi();
  const act = useAct();
  const form = useForm(['title', 'text']);
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(
      async () => {
        const post = () => meshi.communities.createAnnouncement({ communityId, title, text });
        if (await act(post, words.communities.announcementPosted)) onDone();
      },
      title.trim() ? {} : { title: words.errors.required },
    );
  };
  return (
    <form className="stack" onSubmit={onSubmit} noValidate>
      <TextField
        label={words.communities.announcementTitle}
        problem={form.problems.title}
        maxLength={wireLimits.titleChars}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <TextAreaField
        label={words.communities.announcementText}
        isOptional
        maxLength={wireLimits.announcementChars}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="dialog-actions">
        <Button onClick={onDone}>{words.common.cancel}</Button>
        <Button kind="main" type="submit" isBusy={form.isBusy}>
          {words.communities.postAnnouncement}
        </Button>
      </div>
    </form>
  );
}
