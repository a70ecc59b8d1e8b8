import { KeyRound } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { hasPasskeys } from './passkeys.ts';
import { useAction } from './use-action.ts';

interface PasskeyButtonProps {
  label: string;
  /** Asks for a passkey and uses it. */
  onPress: () => Promise<unknown>;
}

/** Asks for a passkey, where the browser has any. */
export function PasskeyButton({ label, onPress }: PasskeyButtonProps) {
  const { run, isBusy } = useAction();
  if (!hasPasskeys()) return null;
  return (
    <Button isWide isBusy={isBusy} onClick={() => void run(onPress)}>
      <KeyRound size={18} aria-hidden />
      {label}
    </Button>
  );
}
