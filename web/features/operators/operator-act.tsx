/** A button for an act of operators. */
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { ReasonButton, type ReasonButtonProps } from '../../ui/reason-button.tsx';
import { operatorWords } from './words.ts';

interface OperatorActProps extends Omit<ReasonButtonProps, 'words' | 'queryKey'> {
  /** Who reads the reason, by default the other operators. */
  hint?: string;
}

export function OperatorAct({ hint, ...props }: OperatorActProps) {
  const { reason, reasonHint } = useWords(operatorWords);
  return <ReasonButton {...props} words={{ reason, reasonHint: hint ?? reasonHint }} queryKey={keys.operators} />;
}
