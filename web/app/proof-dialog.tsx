/** Asks a person to confirm who they are. The request that needs it goes on afterwards; closing the dialog leaves all as it was. */
import { useQuery } from '@tanstack/react-query';
import { useWords } from '../i18n/language.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { PasswordField } from '../ui/password-field.tsx';
import { Skeleton } from '../ui/states.tsx';
import { FactorCodeField } from './factor-code-field.tsx';
import { checkFields } from './field-checks.ts';
import { useMeshi } from './meshi-context.tsx';
import type { ProofQuestion } from './proof-question.ts';
import { keys } from './query-keys.ts';

export function ProofDialog({ question, isOpen }: { question: ProofQuestion; isOpen: boolean }) {
  const words = useWords();
  const meshi = useMeshi();
  const factors = useQuery({
    queryKey: keys.secondFactors,
    queryFn: () => meshi.secondFactors.get(),
    enabled: isOpen,
  });
  const needsCode = factors.data?.isOn ?? false;
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={() => question.answer(false)}
      title={words.proof.title}
      action={words.proof.action}
      isSmall
      isDiscardable
      start={() => ({ password: '', code: '' })}
      check={({ password }) => checkFields({ password }, words)}
      send={async ({ password, code }) => {
        await meshi.accounts.prove({ password, ...(code && { code }) });
        question.answer(true);
      }}
    >
      {(form) => (
        <>
          <p className="quiet">{words.proof.text}</p>
          <PasswordField {...form.text('password')} label={words.account.password} autoComplete="current-password" />
          {factors.isPending && <Skeleton slips={1} />}
          {needsCode && <FactorCodeField form={form} />}
        </>
      )}
    </FormDialog>
  );
}
