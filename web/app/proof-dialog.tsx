/** Asks a person to confirm who they are. The request that needs it goes on afterwards; closing the dialog leaves all as it was. */
import { useWords } from '../i18n/language.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { PasswordField } from '../ui/password-field.tsx';
import { checkFields } from './field-checks.ts';
import { useMeshi } from './meshi-context.tsx';
import type { ProofQuestion } from './proof-question.ts';

export function ProofDialog({ question, isOpen }: { question: ProofQuestion; isOpen: boolean }) {
  const words = useWords();
  const meshi = useMeshi();
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={() => question.answer(false)}
      title={words.proof.title}
      action={words.proof.action}
      isSmall
      isDiscardable
      start={() => ({ password: '' })}
      check={(fields) => checkFields(fields, words)}
      send={async (fields) => {
        await meshi.accounts.prove(fields);
        question.answer(true);
      }}
    >
      {(form) => (
        <>
          <p className="quiet">{words.proof.text}</p>
          <PasswordField {...form.text('password')} label={words.account.password} autoComplete="current-password" />
        </>
      )}
    </FormDialog>
  );
}
