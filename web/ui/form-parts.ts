/** Fields that hold input of their own before it becomes a value of the form, such as a tag before Enter. */
import { createContext, useContext, useEffect, useRef } from 'react';

export interface FormPart {
  /** Whether something is typed or chosen that is no value yet. */
  hasInput: () => boolean;
  /** Turns the input into values. Returns false if the input is refused; the field then says why. */
  take: () => boolean;
  /** The element in which Enter takes the input instead of sending the form. */
  element?: () => HTMLElement | null;
}

export type FormParts = Set<FormPart>;

export const FormPartsContext = createContext<FormParts | null>(null);

/** Makes the form take the input of this field before it is sent, and ask before the input is discarded. */
export function useFormPart(part: FormPart): void {
  const parts = useContext(FormPartsContext);
  const latest = useRef(part);
  latest.current = part;
  useEffect(() => {
    if (!parts) return;
    const registered: FormPart = {
      hasInput: () => latest.current.hasInput(),
      take: () => latest.current.take(),
      element: () => latest.current.element?.() ?? null,
    };
    parts.add(registered);
    return () => void parts.delete(registered);
  }, [parts]);
}
