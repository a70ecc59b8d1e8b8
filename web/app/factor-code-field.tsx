/** The code of the second factor: of the authenticator app, or a recovery code. */
import { useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import type { FormState } from './use-form.ts';

interface FactorCodeFieldProps {
  form: FormState<{ password?: string; code: string }>;
  /** Without one, only a recovery code can be entered. */
  hasAuthenticator: boolean;
}

export function FactorCodeField({ form, hasAuthenticator }: FactorCodeFieldProps) {
  const { factor: words } = useWords();
  const [isRecovery, setRecovery] = useState(!hasAuthenticator);
  const change = () => {
    form.set({ code: '' });
    setRecovery(!isRecovery);
  };
  return (
    <>
      {isRecovery ? (
        <TextField
          {...form.text('code')}
          label={words.recoveryCode}
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
        />
      ) : (
        <TextField
          {...form.text('code')}
          label={words.code}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={20}
        />
      )}
      {hasAuthenticator && (
        <div className="text-start">
          <Button kind="plain" onClick={change}>
            {isRecovery ? words.useApp : words.useRecoveryCode}
          </Button>
        </div>
      )}
    </>
  );
}
