/** The form of `topic-dialog.tsx`, which loads it. */
import { type CreateTopic, type Topic, wireLimits } from '@meshi/client';
import { useNavigate } from 'react-router';
import type { FormState } from '../../app/use-form.ts';
import { shortDate } from '../../i18n/dates.ts';
import { type UiLanguage, useLanguage, useWords } from '../../i18n/language.ts';
import { Segments } from '../../ui/choices.tsx';
import { SelectField, TextAreaField, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { LanguageField, TagsField } from '../../ui/shared-fields.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useKnownTags, useSaveTopic } from './topic-queries.ts';
import { useVisitorsChoice, VisitorsField } from './visitors-field.tsx';
import { topicWords } from './words.ts';

interface TopicFormProps {
  isOpen: boolean;
  onClose: () => void;
  /** The topic to edit; without one a new topic is posted. */
  topic?: Topic;
  /** The community of a new topic; without one it is for everyone. */
  communityId?: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const KINDS = ['teach', 'ask', 'discuss'] as const;
const LEVELS = ['any', 'beginner', 'intermediate', 'advanced'] as const;
const EXPIRY_DAYS = ['7', '30', '90'] as const;

interface Fields extends Required<Omit<CreateTopic, 'communityId' | 'expiresAt'>> {
  /** `keep` leaves the date as it is. */
  expires: 'never' | 'keep' | (typeof EXPIRY_DAYS)[number];
}

/** Whether visitors shall see a new topic: only if the person has chosen so before. */
function fieldsOf(topic: Topic | undefined, uiLanguage: UiLanguage, isPublic: boolean): Fields {
  if (!topic) {
    return {
      title: '',
      body: '',
      tags: [],
      language: uiLanguage,
      kind: 'discuss',
      level: 'any',
      link: '',
      isPublic,
      expires: 'never',
    };
  }
  const { title, body, tags, language, kind, level, link } = topic;
  return {
    title,
    body,
    tags,
    language,
    kind,
    level,
    link,
    isPublic: topic.isPublic,
    expires: topic.expiresAt ? 'keep' : 'never',
  };
}

export function TopicForm({ isOpen, onClose, topic, communityId }: TopicFormProps) {
  const { common, errors } = useWords();
  const words = useWords(topicWords);
  const { language } = useLanguage();
  const save = useSaveTopic();
  const visitors = useVisitorsChoice();
  const isForEveryone = visitors.isAsked && (topic ? topic.communityId === null : communityId === undefined);
  const toast = useToast();
  const navigate = useNavigate();

  const send = async ({ expires, ...fields }: Fields) => {
    const target = topic ? { topicId: topic.id } : { communityId: communityId ?? null };
    if (isForEveryone) await visitors.keep(fields.isPublic);
    const saved = await save({ ...fields, expiresAt: expiresAt(expires, topic) }, target);
    toast.done(topic ? common.saved : words.published);
    if (!topic && !communityId) navigate(`/topics/mine/${saved.id}`);
  };
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={topic ? words.editTitle : words.createTitle}
      action={topic ? common.save : words.publish}
      start={() => fieldsOf(topic, language, isForEveryone && visitors.isChosen)}
      check={({ title }) => (title.trim() ? {} : { title: errors.required })}
      send={send}
    >
      {(form) => (
        <>
          <TopicFields form={form} topic={topic} />
          {isForEveryone && <VisitorsField form={form} />}
        </>
      )}
    </FormDialog>
  );
}

function TopicFields({ form, topic }: { form: FormState<Fields>; topic: Topic | undefined }) {
  const { topicKinds } = useWords();
  const words = useWords(topicWords);
  const knownTags = useKnownTags();
  return (
    <>
      <TextField
        {...form.text('title')}
        label={words.titleField}
        hint={words.titleHint}
        maxCharacters={wireLimits.titleChars}
      />
      <TextAreaField
        {...form.text('body')}
        label={words.bodyField}
        hint={words.bodyHint}
        isOptional
        maxLength={wireLimits.topicBodyChars}
      />
      <TextField
        {...form.text('link')}
        type="url"
        label={words.linkField}
        hint={words.linkHint}
        isOptional
        maxLength={wireLimits.linkChars}
      />
      <Segments
        {...form.choice('kind')}
        label={words.kindLabel}
        options={KINDS.map((value) => ({ value, label: topicKinds[value] }))}
      />
      <TagsField {...form.choice('tags')} suggestions={knownTags} />
      <div className="form-columns">
        <SelectField
          {...form.choice('level')}
          label={words.levelLabel}
          options={LEVELS.map((value) => ({ value, label: words.levels[value] }))}
        />
        <LanguageField {...form.choice('language')} />
        <ExpiryField form={form} topic={topic} />
      </div>
    </>
  );
}

function ExpiryField({ form, topic }: { form: FormState<Fields>; topic: Topic | undefined }) {
  const words = useWords(topicWords);
  const { language } = useLanguage();
  const keep = topic?.expiresAt
    ? [{ value: 'keep' as const, label: words.expiresKeep(shortDate(topic.expiresAt, language)) }]
    : [];
  return (
    <SelectField
      {...form.choice('expires')}
      label={words.expires}
      options={[
        ...keep,
        { value: 'never', label: words.expiresNever },
        ...EXPIRY_DAYS.map((days) => ({ value: days, label: words.expiresIn(Number(days)) })),
      ]}
    />
  );
}

function expiresAt(expires: Fields['expires'], topic: Topic | undefined): string | null {
  if (expires === 'never') return null;
  if (expires === 'keep') return topic?.expiresAt ?? null;
  return new Date(Date.now() + Number(expires) * DAY_MS).toISOString();
}
