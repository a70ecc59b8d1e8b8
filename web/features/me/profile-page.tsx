/** Edits my profile. */
import { type FreeHour, type Profile, wireLimits } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { Link } from 'react-router';
import { checkFields } from '../../app/field-checks.ts';
import { Heading } from '../../app/heading.tsx';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { type FormState, useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { LANGUAGES } from '../../i18n/languages.ts';
import { timeZones } from '../../i18n/local-time.ts';
import { Checks } from '../../ui/choices.tsx';
import { SelectField, TextAreaField, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { ListInput } from '../../ui/list-input.tsx';
import { TagsField } from '../../ui/shared-fields.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { AvatarField } from './avatar-field.tsx';
import { FreeHoursField } from './free-hours-field.tsx';
import { meWords } from './words.ts';

type NotEdited = 'id' | 'avatarUrl' | 'createdAt' | 'freeHours' | 'showsTopicsToVisitors' | 'showsNameToVisitors';
type Fields = Omit<Profile, NotEdited> & { freeHours: FreeHour[] };

const SKILL_CHARS = 60;

function fieldsOf(profile: Profile): Fields {
  const { handle, displayName, bio, canTeach, wantsToLearn, tags, languages, timeZone, links } = profile;
  const freeHours = profile.freeHours ?? [];
  return { handle, displayName, bio, canTeach, wantsToLearn, tags, languages, timeZone, freeHours, links };
}

export function ProfilePage() {
  const shared = useWords();
  const words = useWords(meWords);
  const { profile } = useMyself();
  const meshi = useMeshi();
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm<Fields>(() => fieldsOf(profile));
  const { handle, displayName, languages } = form.fields;
  const submit = () =>
    void form.submit(
      async () => {
        form.reset(fieldsOf(await meshi.profiles.update(form.fields)));
        toast.done(shared.common.saved);
        void queries.invalidateQueries({ queryKey: keys.profiles });
      },
      checkFields({ handle, displayName }, shared),
    );

  return (
    <div className="page measure">
      <Link className="back-link" to="/me">
        <ArrowLeft size={20} aria-hidden />
        {shared.nav.me}
      </Link>
      <header className="page-head">
        <Heading title={words.edit} />
      </header>
      <AvatarField />
      <Form form={form} onSubmit={submit} action={shared.common.save}>
        <TextField
          {...form.text('displayName')}
          label={shared.account.displayName}
          maxCharacters={wireLimits.displayNameChars}
        />
        <TextField
          {...form.text('handle')}
          label={shared.account.handle}
          hint={shared.account.handleHint}
          autoCapitalize="none"
          spellCheck={false}
          maxLength={24}
        />
        <TextAreaField {...form.text('bio')} label={words.bio} isOptional maxLength={wireLimits.bioChars} />
        <Lists form={form} />
        <Checks
          label={words.languages}
          values={languages}
          onChange={(next) => next.length > 0 && form.set({ languages: next })}
          options={LANGUAGES.map((value) => ({ value, label: shared.languages[value] }))}
        />
        <TimeZoneField form={form} />
        <FreeHoursField
          values={form.fields.freeHours}
          onChange={(freeHours) => form.set({ freeHours })}
          problem={form.problems.freeHours}
        />
      </Form>
    </div>
  );
}

function Lists({ form }: { form: FormState<Fields> }) {
  const { profile } = useWords();
  const words = useWords(meWords);
  const { fields, problems, set } = form;
  return (
    <>
      <ListInput
        label={profile.canTeach}
        hint={words.listHint}
        problem={problems.canTeach}
        values={fields.canTeach}
        onChange={(canTeach) => set({ canTeach })}
        maxItems={wireLimits.skills}
        maxChars={SKILL_CHARS}
      />
      <ListInput
        label={profile.wantsToLearn}
        hint={words.listHint}
        problem={problems.wantsToLearn}
        values={fields.wantsToLearn}
        onChange={(wantsToLearn) => set({ wantsToLearn })}
        maxItems={wireLimits.skills}
        maxChars={SKILL_CHARS}
      />
      <TagsField {...form.choice('tags')} label={words.tags} />
      <ListInput
        label={words.links}
        kind="links"
        hint={words.linksHint}
        problem={problems.links}
        values={fields.links}
        onChange={(links) => set({ links })}
        maxItems={wireLimits.links}
        maxChars={wireLimits.linkChars}
      />
    </>
  );
}

function TimeZoneField({ form }: { form: FormState<Fields> }) {
  const words = useWords(meWords);
  const { timeZone } = form.fields;
  const all = timeZones(timeZone);
  return (
    <SelectField
      {...form.choice('timeZone')}
      label={words.timeZone}
      options={all.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
    />
  );
}
