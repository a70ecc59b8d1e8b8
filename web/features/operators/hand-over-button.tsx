/** Makes a member the owner of an organisation: the operator finds the member, and gives a reason. */
import { type OperatedOrganisation, wireLimits } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useDone } from '../../app/use-done.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { RadioList } from '../../ui/choices.tsx';
import { ProblemText, TextAreaField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { operatorWords } from './words.ts';

export function HandOverButton({ organisation: { id: tenantId, name } }: { organisation: OperatedOrganisation }) {
  const { errors } = useWords();
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const finish = useDone(keys.operators);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button aria-label={`${words.handOver}: ${name}`} onClick={() => setOpen(true)}>
        {words.handOver}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={words.handOverTitle(name)}
        action={words.handOver}
        isDanger
        start={() => ({ personId: '', reason: '' })}
        check={({ personId, reason }) => ({
          ...(personId === '' && { personId: words.chooseMember }),
          ...(reason.trim() === '' && { reason: errors.required }),
        })}
        send={async (fields) => {
          await meshi.operatedOrganisations.handOver({ tenantId, ...fields });
          await finish(words.handOverDone);
        }}
      >
        {(form) => (
          <>
            <p>{words.handOverText}</p>
            <MemberChoice
              tenantId={tenantId}
              personId={form.fields.personId}
              onChange={(personId) => form.set({ personId })}
              problem={form.problems.personId}
            />
            <TextAreaField
              {...form.text('reason')}
              label={words.reason}
              hint={words.ownersRead}
              rows={2}
              maxLength={wireLimits.reasonChars}
            />
          </>
        )}
      </FormDialog>
    </>
  );
}

interface MemberChoiceProps {
  tenantId: string;
  personId: string;
  onChange: (personId: string) => void;
  problem?: string | undefined;
}

function MemberChoice({ tenantId, personId, onChange, problem }: MemberChoiceProps) {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const [q, setQ] = useState('');
  const search = (text: string) => {
    setQ(text);
    onChange('');
  };
  const { data } = useQuery({
    queryKey: [...keys.operators, 'members', tenantId, q],
    queryFn: () => meshi.operatedOrganisations.findMembers({ tenantId, q }),
    enabled: q !== '',
  });
  const options = (data?.items ?? []).map(({ person, role, email, isEmailVerified }) => ({
    value: person.id,
    label: [
      `${person.displayName} (@${person.handle})`,
      words.memberRoles[role],
      isEmailVerified ? email : `${email} (${words.unverified})`,
    ].join(' · '),
  }));
  return (
    <>
      <SearchBox label={words.findMember} placeholder={words.findMemberHint} text={q} onSearch={search} />
      {options.length > 0 && (
        <RadioList
          label={words.newOwner}
          value={personId || null}
          onChange={onChange}
          options={options}
          problem={problem}
        />
      )}
      {q !== '' && data?.items.length === 0 && <p className="quiet">{words.noMembers}</p>}
      {options.length === 0 && problem && <ProblemText>{problem}</ProblemText>}
    </>
  );
}
