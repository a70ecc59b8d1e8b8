/** Making a community, or editing one. */
import { type Community, type Language, wireLimits } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { LANGUAGES } from '../../i18n/languages.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/choices.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextAreaField, TextField } from '../../ui/field.tsx';
import { ListInput, normalizeTag } from '../../ui/list-input.tsx';

interface CommunityDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onSaved?: (community: Community) => void;
  /** The community to edit; without one a new one is made. */
  community?: Community;
}

export function CommunityDialog(props: CommunityDialogProps) {
  const { words } = useLanguage();
  const name = useRef<HTMLInputElement>(null);
  const { isOpen, onClose, community } = props;
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={community ? words.communities.editTitle : words.communities.createTitle}
      initialFocus={name}
    >
      <CommunityForm {...props} nameRef={name} />
    </Dialog>
  );
}

interface Fields
  extends Pick<Community, 'name' | 'description' | 'tags' | 'visibility' | 'joining' | 'rules' | 'slowModeSeconds'> {
  language: Language;
  bannedWords: string[];
}

function fieldsOf(community: Community | undefined, language: Language): Fields {
  if (community) return { ...community, bannedWords: community.bannedWords ?? [] };
  return {
    ...{ name: '', description: '', tags: [], language, visibility: 'public', joining: 'open' },
    ...{ rules: '', slowModeSeconds: 0, bannedWords: [] },
  };
}

type FormProps = CommunityDialogProps & { nameRef: { current: HTMLInputElement | null } };

function CommunityForm({ community, onClose, onSaved, nameRef }: FormProps) {
  const { words, language } = useLanguage();
  const { communities: own } = words;
  const [fields, setFields] = useState(() => fieldsOf(community, language));
  const form = useForm(['name', 'description', 'tags', 'rules', 'slowModeSeconds', 'bannedWords']);
  const save = useSave();
  const set = (changed: Partial<Fields>) => setFields((current) => ({ ...current, ...changed }));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const problems = fields.name.trim() ? {} : { name: words.errors.required };
    void form.submit(async () => {
      const saved = await save(fields, community);
      onClose();
      onSaved?.(saved);
    }, problems);
  };
  return (
    <form className="stack" onSubmit={onSubmit} noValidate>
      <TextField
        ref={nameRef}
        label={own.name}
        problem={form.problems.name}
        maxLength={wireLimits.communityNameChars}
        value={fields.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <TextAreaField
        label={own.description}
        hint={own.descriptionHint}
        problem={form.problems.description}
        isOptional
        maxLength={wireLimits.communityDescriptionChars}
        value={fields.description}
        onChange={(event) => set({ description: event.target.value })}
      />
      <ListInput
        label={words.topics.tags}
        hint={words.topics.tagsHint}
        problem={form.problems.tags}
        values={fields.tags}
        onChange={(tags) => set({ tags })}
        maxItems={wireLimits.tags}
        maxChars={wireLimits.tagChars}
        normalize={normalizeTag}
      />
      {(!community || community.permissions.includes('set_visibility')) && (
        <Segments
          label={own.visibility}
          value={fields.visibility}
          onChange={(visibility) => set({ visibility })}
          options={(['public', 'private'] as const).map((value) => ({
            value,
            label: own.visibilities[value],
            hint: own.visibilityHints[value],
          }))}
        />
      )}
      <Segments
        label={own.joining}
        value={fields.joining}
        onChange={(joining) => set({ joining })}
        options={(['open', 'approval', 'invitation'] as const).map((value) => ({ value, label: own.joinings[value] }))}
      />
      <TextAreaField
        label={own.rules}
        hint={own.rulesHint}
        problem={form.problems.rules}
        isOptional
        maxLength={wireLimits.communityRulesChars}
        value={fields.rules}
        onChange={(event) => set({ rules: event.target.value })}
      />
      <SelectField
        label={words.topics.languageLabel}
        value={fields.language}
        onChange={(value) => set({ language: value })}
        options={LANGUAGES.map((value) => ({ value, label: words.languages[value] }))}
      />
      {community && <KeepingFields fields={fields} set={set} problems={form.problems} />}
      {form.problem && (
        <p className="field-problem" role="alert">
          {form.problem}
        </p>
      )}
      <div className="dialog-actions">
        <Button onClick={onClose}>{words.common.cancel}</Button>
        <Button kind="main" type="submit" isBusy={form.isBusy}>
          {community ? words.common.save : own.create}
        </Button>
      </div>
    </form>
  );
}

/** What keeps its channels calm. */
function KeepingFields(props: {
  fields: Fields;
  set: (changed: Partial<Fields>) => void;
  problems: Partial<Record<string, string>>;
}) {
  const { words } = useLanguage();
  const { communities: own } = words;
  return (
    <>
      <TextField
        label={own.slowMode}
        hint={own.slowModeHint}
        problem={props.problems.slowModeSeconds}
        type="number"
        min={0}
        max={wireLimits.slowModeSeconds}
        value={props.fields.slowModeSeconds}
        onChange={(event) => props.set({ slowModeSeconds: Math.max(0, Math.round(event.target.valueAsNumber) || 0) })}
      />
      <ListInput
        label={own.bannedWords}
        hint={own.bannedWordsHint}
        problem={props.problems.bannedWords}
        values={props.fields.bannedWords}
        onChange={(bannedWords) => props.set({ bannedWords })}
        maxItems={wireLimits.bannedWords}
        maxChars={wireLimits.bannedWordChars}
      />
    </>
  );
}

function useSave() {
  const meshi = useMeshi();
  const queries = useQueryClient();
  return async (fields: Fields, community: Community | undefined): Promise<Community> => {
    const { name, description, tags, language, visibility, joining, rules, slowModeSeconds, bannedWords } = fields;
    const shared = { name, description, tags, language, joining, rules };
    const saved = await (community
      ? meshi.communities.edit({
          ...{ communityId: community.id, ...shared, slowModeSeconds, bannedWords },
          // Only who may decide it names it.
          ...(visibility !== community.visibility && { visibility }),
        })
      : meshi.communities.create({ ...shared, visibility }));
    queries.setQueryData([...keys.communities, 'one', saved.id], saved);
    void queries.invalidateQueries({ queryKey: keys.communities });
    return saved;
  };
}
