/** Joins a community: shows the rules, and accepts the version that was shown. */
import { type CommunityCard, wireLimits } from '@meshi/client';
import { useId } from 'react';
import type { FieldProblems } from '../../app/error-text.ts';
import { type FormState, useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { ProblemText, TextAreaField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useRefreshCommunities } from './community-queries.ts';
import { communityWords } from './words.ts';

interface JoinProps {
  community: Pick<CommunityCard, 'name' | 'visibility'> & { rules: string; rulesVersion: number };
  /** Whether a moderator has to approve. */
  isAsking: boolean;
  join: (answer: { rulesVersion: number; note: string }) => Promise<unknown>;
}

interface Fields {
  /** Whether the rules are accepted. */
  rules: boolean;
  note: string;
}

export function JoinDialog({ isOpen, onClose, ...props }: JoinProps & { isOpen: boolean; onClose: () => void }) {
  const words = useWords(communityWords);
  const { community, isAsking } = props;
  const { check, send } = useJoin(props);
  return (
    <FormDialog<Fields>
      isOpen={isOpen}
      onClose={onClose}
      title={words.joinTitle(community.name)}
      action={isAsking ? words.ask : words.join}
      start={() => startOf(community)}
      check={check}
      send={send}
    >
      {(form) => <JoinFields form={form} community={community} isAsking={isAsking} />}
    </FormDialog>
  );
}

/** The form to join, on a page. */
export function JoinForm({ onDone, ...props }: JoinProps & { onDone: () => void }) {
  const words = useWords(communityWords);
  const { community, isAsking } = props;
  const form = useForm<Fields>(() => startOf(community));
  const { check, send } = useJoin(props);
  const submit = () =>
    void form.submit(async () => {
      await send(form.fields);
      onDone();
    }, check(form.fields));
  return (
    <Form form={form} onSubmit={submit} action={isAsking ? words.ask : words.join}>
      <JoinFields form={form} community={community} isAsking={isAsking} />
    </Form>
  );
}

function startOf({ rules }: JoinProps['community']): Fields {
  return { rules: rules === '', note: '' };
}

function useJoin({ community, isAsking, join }: JoinProps) {
  const words = useWords(communityWords);
  const toast = useToast();
  const refresh = useRefreshCommunities();
  return {
    check: ({ rules }: Fields): FieldProblems => (rules ? {} : { rules: words.agreeFirst }),
    send: async ({ note }: Fields) => {
      try {
        await join({ rulesVersion: community.rulesVersion, note });
      } finally {
        // Refetch also after a failure: the rules may have changed.
        refresh();
      }
      toast.done(isAsking ? words.asked : words.joined);
    },
  };
}

interface JoinFieldsProps extends Pick<JoinProps, 'community' | 'isAsking'> {
  form: FormState<Fields>;
}

function JoinFields({ form, community, isAsking }: JoinFieldsProps) {
  const words = useWords(communityWords);
  const { fields, problems, set } = form;
  const problemId = useId();
  return (
    <>
      <section className="community-section">
        <h3 className="section-title">{words.rules}</h3>
        <p className={community.rules ? 'preline' : 'quiet'}>{community.rules || words.noRules}</p>
      </section>
      {community.visibility === 'public' && <p className="quiet">{words.seenAsMember}</p>}
      {community.rules !== '' && (
        <label className="check">
          <input
            type="checkbox"
            checked={fields.rules}
            aria-invalid={problems.rules ? true : undefined}
            aria-describedby={problems.rules ? problemId : undefined}
            onChange={(event) => set({ rules: event.target.checked })}
          />
          {words.agree}
        </label>
      )}
      {problems.rules && <ProblemText id={problemId}>{problems.rules}</ProblemText>}
      {isAsking && (
        <TextAreaField
          {...form.text('note')}
          label={words.note}
          hint={words.noteHint}
          isOptional
          maxLength={wireLimits.reasonChars}
        />
      )}
    </>
  );
}
