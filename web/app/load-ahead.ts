/** Fetches the other screens while nothing else is going on, so that walking to them is immediate. */
export function loadAheadWhenIdle(): () => void {
  const load = () => {
    // What could not be fetched ahead is fetched, and its failure told, when one walks there.
    void Promise.allSettled([
      import('../features/topics/topics-page.tsx'),
      import('../features/conversations/conversations-page.tsx'),
      import('../features/rooms/rooms-page.tsx'),
      import('../features/meals/meals-page.tsx'),
      import('../features/me/me-page.tsx'),
      import('../features/communities/communities-page.tsx'),
    ]);
  };
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(load, 2_000);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(load, { timeout: 5_000 });
  return () => cancelIdleCallback(handle);
}
