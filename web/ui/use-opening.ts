/** Opens a popup that is mounted when it is first opened. */
import { useEffect, useState } from 'react';

/** False in the first render, then `isOpen`: what is open when it is mounted appears without its motion. */
export function useOpening(isOpen: boolean): boolean {
  const [isMounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return isOpen && isMounted;
}
