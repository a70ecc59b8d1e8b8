/** Filters of a list. They are kept in the address, so that going back restores them. */
import { useCallback, useEffect, useRef } from 'react';
import { useLocation, useSearchParams } from 'react-router';

/** Returns the filters of the address, and a function that sets one; an empty value removes it. */
export function useAddressFilters(): [URLSearchParams, (name: string, value: string) => void] {
  const [search, setSearch] = useSearchParams();
  // The address follows a change only with the next render. A second change before it must not undo the first.
  const { pathname } = useLocation();
  const latest = useRef({ search, setSearch, pathname });
  useEffect(() => {
    latest.current = { search, setSearch, pathname };
  }, [search, setSearch, pathname]);
  const set = useCallback((name: string, value: string) => {
    // The person has followed a link, and the next page is not on the screen yet. A late search must not lead back.
    if (window.location.pathname !== latest.current.pathname) return;
    const next = new URLSearchParams(latest.current.search);
    if (value) next.set(name, value);
    else next.delete(name);
    latest.current.search = next;
    latest.current.setSearch(next, { replace: true });
  }, []);
  return [search, set];
}
