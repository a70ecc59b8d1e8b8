/** Shown at an address that a screen had before. */
import { Navigate, useLocation } from 'react-router';
import { MOVED } from './moved-paths.ts';
import { NotFound } from './not-found.tsx';

/** Leads on, with the query, the fragment (which may have a token) and the state. */
export function Moved() {
  const { pathname, search, hash, state } = useLocation();
  const old = pathname.replace(/\/$/, '');
  const to = Object.hasOwn(MOVED, old) ? MOVED[old] : undefined;
  return to === undefined ? <NotFound /> : <Navigate to={{ pathname: to, search, hash }} replace state={state} />;
}
