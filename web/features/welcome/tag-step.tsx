/** Chooses the tags of a new profile. What is here for the tag that was chosen last appears below. */
import { wireLimits } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Form } from '../../ui/form.tsx';
import { TagsField } from '../../ui/shared-fields.tsx';
import { FoundForTag } from './found-for-tag.tsx';
import { offeredTags } from './offered-tags.ts';
import { welcomeWords } from './words.ts';

interface TagStepProps {
  tags: readonly string[];
  onChange: (tags: readonly string[]) => void;
  onDone: () => void;
}

export function TagStep({ tags, onChange, onDone }: TagStepProps) {
  const words = useWords(welcomeWords);
  const meshi = useMeshi();
  const offered = useOfferedTags();
  const form = useForm({ tags: [...tags] });
  const chosen = form.fields.tags;
  const choose = (next: string[]) => {
    form.set({ tags: next });
    onChange(next);
  };
  const submit = () =>
    void form.submit(async () => {
      await meshi.profiles.update({ tags: form.fields.tags });
      onDone();
    });
  const last = chosen.at(-1);
  return (
    <Form form={form} onSubmit={submit} action={words.next}>
      <TagsField {...form.choice('tags')} onChange={choose} suggestions={offered} />
      <Offers offered={offered} chosen={chosen} onChange={choose} />
      {last !== undefined && <FoundForTag tag={last} />}
    </Form>
  );
}

interface OffersProps {
  offered: readonly string[];
  chosen: readonly string[];
  onChange: (tags: string[]) => void;
}

/** They stay where they are when they are pressed, so that the focus does too. */
function Offers({ offered, chosen, onChange }: OffersProps) {
  const words = useWords(welcomeWords);
  const isFull = chosen.length >= wireLimits.tags;
  const toggle = (tag: string) =>
    onChange(chosen.includes(tag) ? chosen.filter((one) => one !== tag) : [...chosen, tag]);
  return (
    <fieldset className="tag-offers">
      <legend className="quiet small">{words.tagsOffered}</legend>
      {offered.map((tag) => (
        <button
          type="button"
          className="chip"
          key={tag}
          aria-pressed={chosen.includes(tag)}
          disabled={isFull && !chosen.includes(tag)}
          onClick={() => toggle(tag)}
        >
          #{tag}
        </button>
      ))}
    </fieldset>
  );
}

/** The tags of the newest topics, the most frequent first; on a quiet server, tags that engineers often use. */
function useOfferedTags(): string[] {
  const meshi = useMeshi();
  const { data } = useQuery({
    queryKey: [...keys.welcome, 'tags'],
    queryFn: ({ signal }) => meshi.topics.list({ limit: 50 }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return offeredTags(data?.items ?? []);
}
