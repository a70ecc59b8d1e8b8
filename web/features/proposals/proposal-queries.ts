/** Reads, proposes and answers times to talk. */
import type { AppointmentMinutes, Proposal, ProposeTime } from '@meshi/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { saveCalendarFile } from '../../app/save-calendar-file.ts';
import { useAction, useTellError } from '../../app/use-action.ts';

/** The open proposal or appointment of a match; `null` when there is none. */
export function useProposal(matchId: string) {
  const meshi = useMeshi();
  return useQuery({
    queryKey: [...keys.proposals, matchId, 'current'],
    queryFn: async ({ signal }) => (await meshi.proposals.current({ matchId }, { signal })).proposal,
  });
}

export function useSlots(matchId: string, minutes: AppointmentMinutes) {
  const meshi = useMeshi();
  return useQuery({
    queryKey: [...keys.proposals, matchId, 'slots', minutes],
    queryFn: ({ signal }) => meshi.proposals.slots({ matchId, minutes }, { signal }),
    // No event tells when either person becomes busy elsewhere.
    staleTime: 0,
  });
}

/** Proposes a time, or replaces the open proposal `before`. */
export function usePropose(matchId: string) {
  const meshi = useMeshi();
  const keep = useKeep(matchId);
  return async (time: ProposeTime, before: Proposal | null): Promise<void> => {
    const proposal = before
      ? await meshi.proposals.change({ proposalId: before.id, revision: before.revision, ...time })
      : await meshi.proposals.create({ matchId, ...time });
    keep(proposal);
  };
}

/** Accepts or cancels the proposal on the screen. If it has changed meanwhile, the current one is read instead. */
export function useAnswer(matchId: string) {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tellError = useTellError();
  const keep = useKeep(matchId);
  return useMutation({
    mutationFn: ({ how, proposal }: { how: 'accept' | 'cancel'; proposal: Proposal }) =>
      meshi.proposals[how]({ proposalId: proposal.id, revision: proposal.revision }),
    onSuccess: keep,
    onError: (error) => {
      tellError(error);
      void queries.invalidateQueries({ queryKey: [...keys.proposals, matchId] });
    },
  });
}

/** Saves an appointment as a file that calendar programs open. */
export function useCalendarFile() {
  const meshi = useMeshi();
  const { run } = useAction();
  return ({ id: proposalId }: Proposal) =>
    run(async () => saveCalendarFile(await meshi.proposals.calendar({ proposalId }), 'meshi-appointment.ics'));
}

function useKeep(matchId: string) {
  const queries = useQueryClient();
  return (proposal: Proposal) => {
    const isOpen = proposal.state === 'proposed' || proposal.state === 'accepted';
    queries.setQueryData<Proposal | null>([...keys.proposals, matchId, 'current'], isOpen ? proposal : null);
  };
}
