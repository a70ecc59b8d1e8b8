/** Filters of a list. They are kept in the address, so that going back restores them. */
import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** Returns the filters of the address, and a function that sets one; an empty value removes it. */
export function useAddressFilters(): [URLSearchParams, (name: string, value: string) => void] {
  const [search, setSearch] = useSearchParams();
  const set = useCallback(
    (name: string, value: string) =>
      setSearch(
        (current) => {
          const next = new URLSearchParams(current);
          if (value) next.set(name, value);
          else next.delete(name);
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return [search, set];
}
