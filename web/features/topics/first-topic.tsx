/** The first topic of a new person, from a template: only its subject has to be typed. */
import { wireLimits } from '@meshi/client';
import { useNavigate } from 'react-router';
import { useForm } from '../../app/use-form.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Segments } from '../../ui/choices.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { TagsField } from '../../ui/shared-fields.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { firstTopicWords } from './first-topic-words.ts';
import { useSaveTopic } from './topic-queries.ts';
import { useVisitorsChoice, VisitorsField } from './visitors-field.tsx';
import { topicWords } from './words.ts';
import './first-topic.css';

const KINDS = ['teach', 'ask', 'discuss'] as const;
/** So many tags of the profile are suggested. */
const SUGGESTED_TAGS = 3;

export function FirstTopic({ tags }: { tags: readonly string[] }) {
  const { errors, topicKinds } = useWords();
  const words = useWords(firstTopicWords);
  const { published } = useWords(topicWords);
  const { language } = useLanguage();
  const save = useSaveTopic();
  const visitors = useVisitorsChoice();
  const toast = useToast();
  const navigate = useNavigate();
  const form = useForm({
    kind: 'teach' as (typeof KINDS)[number],
    subject: '',
    tags: tags.slice(0, SUGGESTED_TAGS),
    isPublic: visitors.isChosen,
  });
  const { kind, subject, isPublic } = form.fields;
  const title = words.titles[kind](subject.trim());
  const post = async () => {
    await visitors.keep(isPublic);
    const rest = { body: '', link: '', level: 'any', language, expiresAt: null } as const;
    const { id } = await save({ ...rest, title, kind, isPublic, tags: form.fields.tags }, { communityId: null });
    toast.done(published);
    void navigate(`/topics/mine/${id}`, { replace: true });
  };
  const submit = () => void form.submit(post, subject.trim() ? {} : { subject: errors.required });
  return (
    <Form form={form} onSubmit={submit} action={words.post}>
      <Segments
        {...form.choice('kind')}
        label={words.kind}
        options={KINDS.map((value) => ({ value, label: topicKinds[value] }))}
      />
      <TextField
        {...form.text('subject')}
        label={words.subject}
        hint={words.subjectHints[kind]}
        maxCharacters={wireLimits.titleChars - words.titles[kind]('').length}
      />
      {subject.trim() && (
        <p className="card-preview">
          <span className="quiet small">{words.preview}</span>
          <strong>{title}</strong>
        </p>
      )}
      <TagsField {...form.choice('tags')} />
      {visitors.isAsked && <VisitorsField form={form} />}
    </Form>
  );
}
