/** Creates a community, or edits one. */
import { type Community, type Language, wireLimits } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import type { FormState } from '../../app/use-form.ts';
import { type UiLanguage, useLanguage, useWords } from '../../i18n/language.ts';
import { Segments } from '../../ui/choices.tsx';
import { TextAreaField, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ListInput } from '../../ui/list-input.tsx';
import { LanguageField, TagsField } from '../../ui/shared-fields.tsx';
import { communityWords } from './words.ts';

interface CommunityDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onSaved?: (community: Community) => void;
  /** The community to edit; without one a new community is created. */
  community?: Community;
}

const VISIBILITIES = ['public', 'private'] as const;
const JOININGS = ['open', 'approval', 'invitation'] as const;

interface Fields
  extends Pick<Community, 'name' | 'description' | 'tags' | 'visibility' | 'joining' | 'rules' | 'slowModeSeconds'> {
  language: Language;
  bannedWords: string[];
}

function fieldsOf(community: Community | undefined, uiLanguage: UiLanguage): Fields {
  return {
    name: community?.name ?? '',
    description: community?.description ?? '',
    tags: community?.tags ?? [],
    language: community?.language ?? uiLanguage,
    visibility: community?.visibility ?? 'public',
    joining: community?.joining ?? 'open',
    rules: community?.rules ?? '',
    slowModeSeconds: community?.slowModeSeconds ?? 0,
    bannedWords: community?.bannedWords ?? [],
  };
}

export function CommunityDialog({ isOpen, onClose, onSaved, community }: CommunityDialogProps) {
  const { common, errors } = useWords();
  const words = useWords(communityWords);
  const { language } = useLanguage();
  const save = useSave();
  return (
    <FormDialog<Fields>
      isOpen={isOpen}
      onClose={onClose}
      title={community ? words.editTitle : words.createTitle}
      action={community ? common.save : words.create}
      start={() => fieldsOf(community, language)}
      check={({ name }) => (name.trim() ? {} : { name: errors.required })}
      send={async (fields) => {
        const saved = await save(fields, community);
        onSaved?.(saved);
      }}
    >
      {(form) => (
        <>
          <MainFields
            form={form}
            canSetVisibility={!community || community.permissions.includes('community:set_visibility')}
          />
          {community && <ModerationFields form={form} />}
        </>
      )}
    </FormDialog>
  );
}

function MainFields({ form, canSetVisibility }: { form: FormState<Fields>; canSetVisibility: boolean }) {
  const words = useWords(communityWords);
  return (
    <>
      <TextField {...form.text('name')} label={words.name} maxCharacters={wireLimits.communityNameChars} />
      <TextAreaField
        {...form.text('description')}
        label={words.description}
        hint={words.descriptionHint}
        isOptional
        maxLength={wireLimits.communityDescriptionChars}
      />
      <TagsField {...form.choice('tags')} />
      {canSetVisibility && (
        <Segments
          {...form.choice('visibility')}
          label={words.visibility}
          options={VISIBILITIES.map((value) => ({
            value,
            label: words.visibilities[value],
            hint: words.visibilityHints[value],
          }))}
        />
      )}
      <Segments
        {...form.choice('joining')}
        label={words.joining}
        options={JOININGS.map((value) => ({ value, label: words.joinings[value] }))}
      />
      <TextAreaField
        {...form.text('rules')}
        label={words.rules}
        hint={words.rulesHint}
        isOptional
        maxLength={wireLimits.communityRulesChars}
      />
      <LanguageField {...form.choice('language')} />
    </>
  );
}

function ModerationFields({ form }: { form: FormState<Fields> }) {
  const words = useWords(communityWords);
  const { fields, problems, set } = form;
  return (
    <>
      <TextField
        label={words.slowMode}
        hint={words.slowModeHint}
        problem={problems.slowModeSeconds}
        type="number"
        min={0}
        max={wireLimits.slowModeSeconds}
        value={fields.slowModeSeconds}
        onChange={(event) => set({ slowModeSeconds: Math.max(0, Math.round(event.target.valueAsNumber) || 0) })}
      />
      <ListInput
        label={words.bannedWords}
        hint={words.bannedWordsHint}
        problem={problems.bannedWords}
        values={fields.bannedWords}
        onChange={(bannedWords) => set({ bannedWords })}
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
    const { slowModeSeconds, bannedWords, visibility, ...shared } = fields;
    const saved = await (community
      ? meshi.communities.edit({
          ...shared,
          communityId: community.id,
          slowModeSeconds,
          bannedWords,
          // The server refuses the visibility from people who are not allowed to change it.
          ...(visibility !== community.visibility && { visibility }),
        })
      : meshi.communities.create({ ...shared, visibility }));
    queries.setQueryData([...keys.communities, 'one', saved.id], saved);
    void queries.invalidateQueries({ queryKey: keys.communities });
    return saved;
  };
}
