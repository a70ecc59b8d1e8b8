/** Chooses the tags for which I am notified that someone waits alone in a room. */
import type { CallIn } from '@meshi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { FormFrame, FormProblem } from '../../ui/form.tsx';
import { TagsField } from '../../ui/shared-fields.tsx';
import { Problem } from '../../ui/states.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { roundWords } from './words.ts';

export function CallInForm() {
  const words = useWords(roundWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.rounds, 'call-in'],
    queryFn: ({ signal }) => meshi.callIn.get({}, { signal }),
  });
  return (
    <section className="rounds-part" aria-labelledby="rounds-call-in">
      <h2 id="rounds-call-in">{words.callIn}</h2>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {data && <Tags key={data.tags.join()} saved={data} />}
    </section>
  );
}

function Tags({ saved }: { saved: CallIn }) {
  const { common } = useWords();
  const words = useWords(roundWords);
  const meshi = useMeshi();
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm({ tags: saved.tags });
  const submit = () =>
    void form.submit(async () => {
      await meshi.callIn.set(form.fields);
      toast.done(words.saved);
      void queries.invalidateQueries({ queryKey: keys.rounds });
    });
  return (
    <FormFrame form={form} onSubmit={submit}>
      <TagsField {...form.choice('tags')} label={words.callInTags} hint={words.callInHint} />
      <FormProblem form={form} />
      <div>
        <Button type="submit" isBusy={form.isBusy}>
          {common.save}
        </Button>
      </div>
    </FormFrame>
  );
}
