/** Editing how one is seen. */
import { type FreeHour, type Profile, wireLimits } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { LANGUAGES } from '../../i18n/languages.ts';
import { Checks } from '../../ui/choices.tsx';
import { Field, TextAreaField, TextField } from '../../ui/field.tsx';
import { ListInput, normalizeTag } from '../../ui/list-input.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { checkFields } from '../account/field-checks.ts';
import { FormEnd } from '../account/form-end.tsx';
import { AvatarField } from './avatar-field.tsx';
import { FreeHoursField } from './free-hours-field.tsx';
import { SectionHead } from './section-head.tsx';

type Fields = Omit<Profile, 'id' | 'avatarUrl' | 'createdAt' | 'freeHours'> & { freeHours: FreeHour[] };

function fieldsOf(profile: Profile): Fields {
  const { handle, displayName, bio, canTeach, wantsToLearn, tags, languages, timeZone, freeHours, links } = profile;
  return {
    handle,
    displayName,
    bio,
    canTeach,
    wantsToLearn,
    tags,
    languages,
    timeZone,
    freeHours: freeHours ?? [],
    links,
  };
}

export function ProfileSection() {
  const words = useWords();
  const { profile } = useMyself();
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const [fields, setFields] = useState(() => fieldsOf(profile));
  const form = useForm(Object.keys(fields));
  const set = (changed: Partial<Fields>) => setFields((current) => ({ ...current, ...changed }));

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const { handle, displayName } = fields;
    void form.submit(
      async () => {
        setFields(fieldsOf(await meshi.profiles.update(fields)));
        tell.done(words.common.saved);
        void queries.invalidateQueries({ queryKey: keys.profiles });
      },
      checkFields({ handle, displayName }, words),
    );
  };

  return (
    <>
      <SectionHead title={words.me.profile} />
      <AvatarField />
      <form className="stack" onSubmit={onSubmit} noValidate>
        <TextField
          label={words.account.displayName}
          problem={form.problems.displayName}
          maxLength={wireLimits.displayNameChars}
          value={fields.displayName}
          onChange={(event) => set({ displayName: event.target.value })}
        />
        <TextField
          label={words.account.handle}
          hint={words.account.handleHint}
          problem={form.problems.handle}
          autoCapitalize="none"
          spellCheck={false}
          maxLength={24}
          value={fields.handle}
          onChange={(event) => set({ handle: event.target.value })}
        />
        <TextAreaField
          label={words.me.bio}
          problem={form.problems.bio}
          isOptional
          maxLength={wireLimits.bioChars}
          value={fields.bio}
          onChange={(event) => set({ bio: event.target.value })}
        />
        <Lists fields={fields} set={set} problems={form.problems} />
        <Checks
          label={words.me.languages}
          values={fields.languages}
          onChange={(languages) => languages.length > 0 && set({ languages })}
          options={LANGUAGES.map((value) => ({ value, label: words.languages[value] }))}
        />
        <TimeZoneField
          problem={form.problems.timeZone}
          value={fields.timeZone}
          onChange={(timeZone) => set({ timeZone })}
        />
        <FreeHoursField values={fields.freeHours} onChange={(freeHours) => set({ freeHours })} />
        <FormEnd form={form} action={words.common.save} />
      </form>
    </>
  );
}

interface ListsProps {
  fields: Fields;
  set: (changed: Partial<Fields>) => void;
  problems: Partial<Record<string, string>>;
}

function Lists({ fields, set, problems }: ListsProps) {
  const words = useWords();
  return (
    <>
      <ListInput
        label={words.me.canTeach}
        hint={words.me.listHint}
        problem={problems.canTeach}
        values={fields.canTeach}
        onChange={(canTeach) => set({ canTeach })}
        maxItems={wireLimits.skills}
        maxChars={60}
      />
      <ListInput
        label={words.me.wantsToLearn}
        hint={words.me.listHint}
        problem={problems.wantsToLearn}
        values={fields.wantsToLearn}
        onChange={(wantsToLearn) => set({ wantsToLearn })}
        maxItems={wireLimits.skills}
        maxChars={60}
      />
      <ListInput
        label={words.me.tags}
        hint={words.topics.tagsHint}
        problem={problems.tags}
        values={fields.tags}
        onChange={(tags) => set({ tags })}
        maxItems={wireLimits.tags}
        maxChars={wireLimits.tagChars}
        normalize={normalizeTag}
      />
      <ListInput
        label={words.me.links}
        hint={words.me.linksHint}
        problem={problems.links}
        values={fields.links}
        onChange={(links) => set({ links })}
        maxItems={wireLimits.links}
        maxChars={wireLimits.linkChars}
      />
    </>
  );
}

function TimeZoneField(props: { value: string; onChange: (zone: string) => void; problem: string | undefined }) {
  const words = useWords();
  const zones = Intl.supportedValuesOf('timeZone');
  const all = zones.includes(props.value) ? zones : [props.value, ...zones];
  return (
    <Field label={words.me.timeZone} problem={props.problem}>
      {(control) => (
        <select
          className="input"
          {...control}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        >
          {all.map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
