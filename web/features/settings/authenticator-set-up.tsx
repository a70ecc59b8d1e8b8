/** Adds an authenticator app: its secret as a QR code and as text, shown once, and the code that confirms it. */
import type { NewAuthenticator } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { encode } from 'uqr';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { settingsWords } from './words.ts';

interface SetUpProps {
  authenticator: NewAuthenticator;
  /** The recovery codes are null if the account already has some. */
  onAdded: (recoveryCodes: readonly string[] | null) => void;
  onCancel: () => void;
}

export function AuthenticatorSetUp({ authenticator, onAdded, onCancel }: SetUpProps) {
  const shared = useWords();
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const toast = useToast();
  const queries = useQueryClient();
  const form = useForm({ code: '' }, { isDiscardable: true });
  const submit = () =>
    void form.submit(
      async () => {
        const { recoveryCodes } = await meshi.secondFactors.confirmAuthenticator(form.fields);
        await queries.invalidateQueries({ queryKey: keys.secondFactors });
        void queries.invalidateQueries({ queryKey: keys.portal });
        // The toast would cover the recovery codes, which say the same.
        if (!recoveryCodes) toast.done(words.authenticatorAdded);
        onAdded(recoveryCodes);
      },
      form.fields.code.trim() ? {} : { code: shared.errors.required },
    );
  return (
    <>
      <p>{words.authenticatorScan}</p>
      <QrCode text={authenticator.uri} label={words.authenticatorQr} />
      <CopyField label={words.authenticatorSecret} hint={words.authenticatorSecretHint} value={authenticator.secret} />
      <Form form={form} onSubmit={submit} action={words.authenticatorConfirm}>
        <TextField
          {...form.text('code')}
          label={shared.factor.code}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={20}
        />
      </Form>
      <Button onClick={onCancel}>{shared.common.cancel}</Button>
    </>
  );
}

/** Dark on light in both themes: not every app reads an inverted code. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => pathOf(text), [text]);
  return (
    <svg className="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function pathOf(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: squares.join('') };
}
