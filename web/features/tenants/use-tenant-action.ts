/** Does something to an organisation, tells how it went, and has what is shown of it read again. */
import { useQueryClient } from '@tanstack/react-query';
import { useErrorText } from '../../app/error-text.ts';
import { keys } from '../../app/query-keys.ts';
import { useTell } from '../../ui/toasts.tsx';

export function useTenantAction() {
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  return async (act: () => Promise<unknown>, done: string) => {
    try {
      await act();
      tell.done(done);
    } catch (error) {
      tell.problem(text(error));
    }
    void queries.invalidateQueries({ queryKey: keys.tenants });
  };
}
