/** The change of a message of mine that the composer is making. It is kept over a reload, and never discarded without a question. */
import type { LiveConversation } from '@meshi/client';
import { useState } from 'react';
import { useEditDraft } from '../../app/drafts.ts';
import { useAction } from '../../app/use-action.ts';

export interface Editing {
  /** The new text; null while no message is changed. */
  text: string | null;
  isBusy: boolean;
  /** Whether the person is asked whether to discard the new text. */
  isAsking: boolean;
  write(text: string): void;
  /** Begins to change my newest message. */
  beginLast(): void;
  save(text: string): Promise<void>;
  /** Ends without a change; asks first if the text was changed. */
  cancel(): void;
  discard(): void;
  /** The answer to the question is no. */
  goOn(): void;
}

/** `onEnd` is called when the composer shows the draft of the next message again. */
export function useEditing(conversation: LiveConversation, onEnd: () => void): Editing {
  const { edit, set } = useEditDraft(conversation.id);
  const { isBusy, run } = useAction();
  const [isAsking, setAsking] = useState(false);
  const isChangedTo = (text: string) => conversation.messages.find(({ seq }) => seq === edit?.seq)?.text !== text;
  const end = () => {
    setAsking(false);
    set(null);
    onEnd();
  };
  return {
    text: edit?.text ?? null,
    isBusy,
    isAsking,
    write: (text) => edit && set({ ...edit, text }),
    beginLast() {
      const last = conversation.messages.findLast(({ isMine, seq, isHidden }) => isMine && seq !== null && !isHidden);
      if (last?.seq) set({ seq: last.seq, text: last.text });
    },
    async save(text) {
      if (!edit) return;
      if (!isChangedTo(text) || (await run(() => conversation.edit(edit.seq, text)))) end();
    },
    cancel: () => (edit && isChangedTo(edit.text) ? setAsking(true) : end()),
    discard: end,
    goOn: () => setAsking(false),
  };
}
