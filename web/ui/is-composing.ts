import type { KeyboardEvent } from 'react';

/** Whether an input method uses this key, for example Enter to choose a candidate while a person writes Japanese. */
export function isComposing({ nativeEvent }: KeyboardEvent): boolean {
  // Safari ends the composition before it reports the key that ended it. Then only the key code 229 tells.
  return nativeEvent.isComposing || nativeEvent.keyCode === 229;
}
