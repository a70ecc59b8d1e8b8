/** What a member can do with a community as a whole: edit it, change its picture, leave it, close it. */
import { type Community, wireLimits } from '@meshi/client';
import { DoorOpen, ImageOff, ImageUp, Pencil, Trash2 } from 'lucide-react';
import { type ChangeEvent, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { CommunityDialog } from './community-dialog.tsx';
import { useAct } from './community-queries.ts';

const PICTURE_TYPES = 'image/jpeg,image/png,image/webp,image/gif,image/avif';

export function CommunityMenu({ community }: { community: Community }) {
  const { communities: words, common, errors } = useWords();
  const meshi = useMeshi();
  const act = useAct();
  const tell = useTell();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'edit' | 'leave' | 'close' | null>(null);
  const picture = useRef<HTMLInputElement>(null);
  const { id: communityId, permissions } = community;

  const choosePicture = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    event.target.value = '';
    if (!file) return;
    if (file.size > wireLimits.avatarBytes) return tell.problem(errors.too_large);
    void act(() => meshi.communities.setPicture({ communityId }, file), common.saved);
  };
  const removePicture = () => void act(() => meshi.communities.removePicture({ communityId }), common.saved);
  const leave = async () => {
    if (await act(() => meshi.communities.leave({ communityId }), words.left)) navigate('/communities');
  };
  const close = async () => {
    if (await act(() => meshi.communities.close({ communityId }), words.closed)) navigate('/communities');
  };
  const mayEdit = permissions.includes('edit');
  const entries: MenuEntry[] = [
    ...(mayEdit
      ? [
          { label: common.edit, icon: Pencil, onSelect: () => setOpen('edit') },
          { label: words.pictureChoose, icon: ImageUp, onSelect: () => picture.current?.click() },
        ]
      : []),
    ...(mayEdit && community.pictureUrl
      ? [{ label: words.pictureRemove, icon: ImageOff, onSelect: removePicture }]
      : []),
    { label: words.leave, icon: DoorOpen, isDanger: true, onSelect: () => setOpen('leave') },
    ...(permissions.includes('close')
      ? [{ label: words.close, icon: Trash2, isDanger: true, onSelect: () => setOpen('close') }]
      : []),
  ];
  const shut = () => setOpen(null);
  return (
    <>
      <Menu entries={entries} />
      <input
        ref={picture}
        type="file"
        accept={PICTURE_TYPES}
        className="hidden-text"
        tabIndex={-1}
        aria-label={words.picture}
        onChange={choosePicture}
      />
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
