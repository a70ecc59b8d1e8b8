/** Chooses the tags of a new profile. What is here for the tag that was chosen last appears below. */
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
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
      if (form.fields.tags.length > 0) await meshi.profiles.update({ tags: form.fields.tags });
      onDone();
    });
  const last = chosen.at(-1);
  return (
    <>
      <Form form={form} onSubmit={submit} action={words.next}>
        <TagsField {...form.choice('tags')} onChange={choose} suggestions={offered} />
        <fieldset className="tag-offers">
          <legend className="quiet small">{words.tagsOffered}</legend>
          {offered
            .filter((tag) => !chosen.includes(tag))
            .map((tag) => (
              <button type="button" className="chip" key={tag} onClick={() => choose([...chosen, tag])}>
                #{tag}
              </button>
            ))}
        </fieldset>
        {last !== undefined && <FoundForTag tag={last} />}
      </Form>
      <Button kind="plain" isWide onClick={onDone}>
        {words.later}
      </Button>
    </>
  );
}

/** The tags of what is recommended, the most frequent first; on a quiet server, tags that engineers often use. */
function useOfferedTags(): string[] {
  const meshi = useMeshi();
  const { data } = useQuery({
    queryKey: [...keys.welcome, 'tags'],
    queryFn: ({ signal }) => meshi.topics.list({ limit: 50 }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return offeredTags(data?.items ?? []);
}
