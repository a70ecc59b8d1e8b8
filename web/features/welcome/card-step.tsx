/** The first topic, from a template. */
import { wireLimits } from '@meshi/client';
import { useNavigate } from 'react-router';
import { useForm } from '../../app/use-form.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/choices.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { TagsField } from '../../ui/shared-fields.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useSaveTopic } from '../topics/topic-queries.ts';
import { useVisitorsChoice, VisitorsField } from '../topics/visitors-field.tsx';
import { topicWords } from '../topics/words.ts';
import { welcomeWords } from './words.ts';

const TEMPLATES = ['explain', 'show', 'eat'] as const;
type Template = (typeof TEMPLATES)[number];
const KINDS = { explain: 'teach', show: 'ask', eat: 'discuss' } as const;
/** So many tags of the profile are suggested for the topic. */
const SUGGESTED_TAGS = 3;

export function CardStep({ tags, onLater }: { tags: readonly string[]; onLater: () => void }) {
  const { errors } = useWords();
  const words = useWords(welcomeWords);
  const ofTopics = useWords(topicWords);
  const { language } = useLanguage();
  const save = useSaveTopic();
  const visitors = useVisitorsChoice();
  const toast = useToast();
  const navigate = useNavigate();
  const form = useForm({
    template: 'explain' as Template,
    subject: '',
    tags: tags.slice(0, SUGGESTED_TAGS),
    isPublic: visitors.isChosen,
  });
  const { template, subject, isPublic } = form.fields;
  const title = words.titles[template](subject.trim());
  const submit = () =>
    void form.submit(
      async () => {
        await visitors.keep(isPublic);
        const topic = {
          title,
          body: '',
          link: '',
          tags: [...form.fields.tags],
          kind: KINDS[template],
          level: 'any' as const,
          language,
          isPublic,
          expiresAt: null,
        };
        const { id } = await save(topic, { communityId: null });
        toast.done(ofTopics.published);
        void navigate(`/topics/mine/${id}`, { replace: true });
      },
      subject.trim() ? {} : { subject: errors.required },
    );
  return (
    <>
      <Form form={form} onSubmit={submit} action={words.post}>
        <Segments
          {...form.choice('template')}
          label={words.template}
          options={TEMPLATES.map((value) => ({ value, label: words.templates[value] }))}
        />
        <TextField
          {...form.text('subject')}
          label={words.subject}
          hint={words.subjectHints[template]}
          maxCharacters={wireLimits.titleChars - words.titles[template]('').length}
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
      <Button kind="plain" isWide onClick={onLater}>
        {words.later}
      </Button>
    </>
  );
}
