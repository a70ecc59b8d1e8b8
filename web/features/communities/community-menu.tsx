/** The menu of a community for members: edit, change the picture, leave, close. */
import { type Community, wireLimits } from '@meshi/client';
import { DoorOpen, ImageOff, ImageUp, Pencil, Trash2 } from 'lucide-react';
import { type ChangeEvent, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { PICTURE_TYPES } from '../../ui/picture-types.ts';
import { useToast } from '../../ui/toasts.tsx';
import { CommunityDialog } from './community-dialog.tsx';
import { communityWords } from './words.ts';

export function CommunityMenu({ community }: { community: Community }) {
  const { common } = useWords();
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { run } = useAction(keys.communities);
  const navigate = useNavigate();
  const [open, setOpen] = useState<'edit' | 'leave' | 'close' | null>(null);
  const picture = useRef<HTMLInputElement>(null);
  const { id: communityId, permissions } = community;

  const removePicture = () => void run(() => meshi.communities.removePicture({ communityId }), common.saved);
  const leave = async () => {
    if (await run(() => meshi.communities.leave({ communityId }), words.left)) navigate('/communities');
  };
  const close = async () => {
    if (await run(() => meshi.communities.close({ communityId }), words.closed)) navigate('/communities');
  };
  const canEdit = permissions.includes('community:edit');
  const entries: MenuEntry[] = [
    ...(canEdit
      ? [
          { label: common.edit, icon: Pencil, onSelect: () => setOpen('edit') },
          { label: words.pictureChoose, icon: ImageUp, onSelect: () => picture.current?.click() },
        ]
      : []),
    ...(canEdit && community.pictureUrl
      ? [{ label: words.pictureRemove, icon: ImageOff, onSelect: removePicture }]
      : []),
    { label: words.leave, icon: DoorOpen, isDanger: true, onSelect: () => setOpen('leave') },
    ...(permissions.includes('community:close')
      ? [{ label: words.close, icon: Trash2, isDanger: true, onSelect: () => setOpen('close') }]
      : []),
  ];
  const shut = () => setOpen(null);
  return (
    <>
      <Menu entries={entries} />
      <PictureInput ref={picture} communityId={communityId} />
      <CommunityDialog isOpen={open === 'edit'} onClose={shut} community={community} />
      <Confirm
        isOpen={open === 'leave'}
        onClose={shut}
        title={words.leaveTitle}
        text={words.leaveText}
        action={words.leave}
        onConfirm={leave}
      />
      <Confirm
        isOpen={open === 'close'}
        onClose={shut}
        title={words.closeTitle}
        text={words.closeText}
        action={words.close}
        onConfirm={close}
      />
    </>
  );
}

function PictureInput({ ref, communityId }: { ref: React.Ref<HTMLInputElement>; communityId: string }) {
  const { common, errors } = useWords();
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const toast = useToast();
  const { run } = useAction(keys.communities);
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    event.target.value = '';
    if (!file) return;
    if (file.size > wireLimits.avatarBytes) return toast.problem(errors.codes.too_large);
    void run(() => meshi.communities.setPicture({ communityId }, file), common.saved);
  };
  return (
    <input
      ref={ref}
      type="file"
      accept={PICTURE_TYPES}
      className="hidden-text"
      tabIndex={-1}
      aria-label={words.picture}
      onChange={onChange}
    />
  );
}
