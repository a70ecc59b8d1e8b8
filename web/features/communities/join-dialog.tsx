/** The rules, shown before one comes in, and accepted by name of their version. */
import { type CommunityCard, wireLimits } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextAreaField } from '../../ui/field.tsx';
import { useTell } from '../../ui/toasts.tsx';

export interface JoinProps {
  community: Pick<CommunityCard, 'name'> & { rules: string; rulesVersion: number };
  /** Whether a moderator answers first. */
  isAsking: boolean;
  join: (answer: { rulesVersion: number; note: string }) => Promise<unknown>;
}

export function JoinDialog({ isOpen, onClose, ...props }: JoinProps & { isOpen: boolean; onClose: () => void }) {
  const { communities: words } = useWords();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={words.joinTitle(props.community.name)}>
      <JoinForm {...props} onDone={onClose} />
    </Dialog>
  );
}

/** The same without a dialog round it. */
export function JoinForm({ community, isAsking, join, onDone }: JoinProps & { onDone: () => void }) {
  const { communities: words, common } = useWords();
  const [hasAgreed, setAgreed] = useState(community.rules === '');
  const [note, setNote] = useState('');
  const queries = useQueryClient();
  const form = useForm(['rules']);
  const tell = useTell();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const problems = hasAgreed ? {} : { rules: words.agreeFirst };
    void form.submit(async () => {
      try {
        await join({ rulesVersion: community.rulesVersion, note });
      } finally {
        // Also where the rules have changed meanwhile: they are read again.
        void queries.invalidateQueries({ queryKey: keys.communities });
      }
      tell.done(isAsking ? words.asked : words.joined);
      onDone();
    }, problems);
  };
  return (
    <form className="stack" onSubmit={onSubmit} noValidate>
      <section className="community-section">
        <h3 className="section-title">{words.rules}</h3>
        <p className={community.rules ? 'preline' : 'quiet'}>{community.rules || words.noRules}</p>
      </section>
      {community.rules !== '' && (
        <label className="check">
          <input type="checkbox" checked={hasAgreed} onChange={(event) => setAgreed(event.target.checked)} />
          {words.agree}
        </label>
      )}
      {isAsking && (
        <TextAreaField
          label={words.note}
          hint={words.noteHint}
          isOptional
          maxLength={wireLimits.reasonChars}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      )}
      {(form.problems.rules || form.problem) && (
        <p className="field-problem" role="alert">
          {form.problems.rules ?? form.problem}
        </p>
      )}
      <div className="dialog-actions">
        <Button onClick={onDone}>{common.cancel}</Button>
        <Button kind="main" type="submit" isBusy={form.isBusy}>
          {isAsking ? words.ask : words.join}
        </Button>
      </div>
    </form>
  );
}
