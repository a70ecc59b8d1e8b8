/** A password field with a button that shows the typed text. */
import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Field } from './field.tsx';

interface PasswordFieldProps extends Omit<ComponentProps<'input'>, 'className' | 'id' | 'type'> {
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
}

export function PasswordField({ label, hint, problem, ...input }: PasswordFieldProps) {
  const words = useWords();
  const [isShown, setShown] = useState(false);
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(control) => (
        <div className="input-with-button">
          <input className="input" {...input} {...control} type={isShown ? 'text' : 'password'} />
          <button
            type="button"
            className="icon-button"
            aria-label={words.account.showPassword}
            aria-pressed={isShown}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? <EyeOff size={20} aria-hidden /> : <Eye size={20} aria-hidden />}
          </button>
        </div>
      )}
    </Field>
  );
}
