/** Putting up a topic, or editing one. */
import { type CreateTopic, type Topic, wireLimits } from '@meshi/client';
import { type FormEvent, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useForm } from '../../app/use-form.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { LANGUAGES } from '../../i18n/languages.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/choices.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextAreaField, TextField } from '../../ui/field.tsx';
import { ListInput, normalizeTag } from '../../ui/list-input.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { useKnownTags, useSaveTopic } from './topic-queries.ts';

interface TopicDialogProps {
  isOpen: boolean;
  onClose: () => void;
  /** The topic to edit; without one a new topic is put up. */
  topic?: Topic;
  /** The community to put a new topic up in; without one it is for everyone. */
  communityId?: string;
}

export function TopicDialog({ isOpen, onClose, topic, communityId }: TopicDialogProps) {
  const { words } = useLanguage();
  const title = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={topic ? words.topics.editTitle : words.topics.createTitle}
      initialFocus={title}
    >
      <TopicForm topic={topic} communityId={communityId} onClose={onClose} titleRef={title} />
    </Dialog>
  );
}

const DAY_MS = 24 * 60 * 60 * 1000;
const EXPIRY_DAYS = ['7', '30', '90'] as const;
type Expiry = 'never' | 'keep' | (typeof EXPIRY_DAYS)[number];

type Fields = Required<Omit<CreateTopic, 'communityId'>>;

function blankFields(language: 'ja' | 'en'): Fields {
  return { title: '', body: '', tags: [], language, kind: 'discuss', level: 'any', expiresAt: null };
}

function TopicForm(props: {
  topic: Topic | undefined;
  communityId: string | undefined;
  onClose: () => void;
  titleRef: { current: HTMLInputElement | null };
}) {
  const { topic, onClose } = props;
  const { words, language } = useLanguage();
  const [fields, setFields] = useState<Fields>(topic ?? blankFields(language));
  const [expiry, setExpiry] = useState<Expiry>(topic?.expiresAt ? 'keep' : 'never');
  const form = useForm(['title', 'body', 'tags']);
  const save = useSaveTopic();
  const tell = useTell();
  const navigate = useNavigate();
  const knownTags = useKnownTags();
  const set = (changed: Partial<Fields>) => setFields((current) => ({ ...current, ...changed }));

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const { title, body, tags, kind, level } = fields;
    const problems = title.trim() ? {} : { title: words.errors.required };
    void form.submit(async () => {
      const given = { title, body, tags, kind, level, language: fields.language, expiresAt: expiresAt(expiry, topic) };
      const saved = await save(given, topic ? { topicId: topic.id } : { communityId: props.communityId ?? null });
      tell.done(topic ? words.common.saved : words.topics.published);
      onClose();
      if (!topic && !props.communityId) navigate(`/topics/mine/${saved.id}`);
    }, problems);
  };

  return (
    <form className="stack" onSubmit={onSubmit} noValidate>
      <TextField
        ref={props.titleRef}
        label={words.topics.titleField}
        hint={words.topics.titleHint}
        problem={form.problems.title}
        maxLength={wireLimits.titleChars}
        value={fields.title}
        onChange={(event) => set({ title: event.target.value })}
      />
      <TextAreaField
        label={words.topics.bodyField}
        hint={words.topics.bodyHint}
        problem={form.problems.body}
        isOptional
        maxLength={wireLimits.topicBodyChars}
        value={fields.body}
        onChange={(event) => set({ body: event.target.value })}
      />
      <Segments
        label={words.topics.kindLabel}
        value={fields.kind}
        onChange={(kind) => set({ kind })}
        options={(['teach', 'ask', 'discuss'] as const).map((kind) => ({
          value: kind,
          label: words.topics.kinds[kind],
        }))}
      />
      <ListInput
        label={words.topics.tags}
        hint={words.topics.tagsHint}
        problem={form.problems.tags}
        values={fields.tags}
        onChange={(tags) => set({ tags })}
        maxItems={wireLimits.tags}
        maxChars={wireLimits.tagChars}
        suggestions={knownTags}
        normalize={normalizeTag}
      />
      <div className="form-columns">
        <SelectField
          label={words.topics.levelLabel}
          value={fields.level}
          onChange={(level) => set({ level })}
          options={(['any', 'beginner', 'intermediate', 'advanced'] as const).map((level) => ({
            value: level,
            label: words.topics.levels[level],
          }))}
        />
        <SelectField
          label={words.topics.languageLabel}
          value={fields.language}
          onChange={(value) => set({ language: value })}
          options={LANGUAGES.map((value) => ({ value, label: words.languages[value] }))}
        />
        <SelectField<Expiry>
          label={words.topics.expires}
          value={expiry}
          onChange={setExpiry}
          options={[
            ...(topic?.expiresAt
              ? [{ value: 'keep' as const, label: words.topics.expiresKeep(shortDate(topic.expiresAt, language)) }]
              : []),
            { value: 'never', label: words.topics.expiresNever },
            ...EXPIRY_DAYS.map((days) => ({ value: days, label: words.topics.expiresIn(Number(days)) })),
          ]}
        />
      </div>
      {form.problem && (
        <p className="field-problem" role="alert">
          {form.problem}
        </p>
      )}
      <div className="dialog-actions">
        <Button onClick={onClose}>{words.common.cancel}</Button>
        <Button kind="main" type="submit" isBusy={form.isBusy}>
          {topic ? words.common.save : words.topics.publish}
        </Button>
      </div>
    </form>
  );
}

function expiresAt(expiry: Expiry, topic: Topic | undefined): string | null {
  if (expiry === 'never') return null;
  if (expiry === 'keep') return topic?.expiresAt ?? null;
  return new Date(Date.now() + Number(expiry) * DAY_MS).toISOString();
}
