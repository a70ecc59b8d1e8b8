/** Reads, proposes and answers times for an appointment. */
import type { AppointmentMinutes, Proposal, ProposeTime } from '@meshi/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { saveFile } from '../../app/save-file.ts';
import { useAction, useErrorToast } from '../../app/use-action.ts';

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
    // No event reports that one of the two is no longer free.
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

/** Accepts or cancels the proposal on the screen. If it has changed in the meantime, the current one is fetched instead. */
export function useAnswer(matchId: string) {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const showError = useErrorToast();
  const keep = useKeep(matchId);
  return useMutation({
    mutationFn: ({ how, proposal }: { how: 'accept' | 'cancel'; proposal: Proposal }) =>
      meshi.proposals[how]({ proposalId: proposal.id, revision: proposal.revision }),
    onSuccess: keep,
    onError: (error) => {
      showError(error);
      void queries.invalidateQueries({ queryKey: [...keys.proposals, matchId] });
    },
  });
}

/** Saves an appointment as a file for calendar apps. */
export function useCalendarFile() {
  const meshi = useMeshi();
  const { run } = useAction();
  return ({ id: proposalId }: Proposal) =>
    run(async () =>
      saveFile(await meshi.proposals.calendar({ proposalId }), {
        name: 'meshi-appointment.ics',
        type: 'text/calendar',
      }),
    );
}

function useKeep(matchId: string) {
  const queries = useQueryClient();
  return (proposal: Proposal) => {
    const isOpen = proposal.state === 'proposed' || proposal.state === 'accepted';
    queries.setQueryData<Proposal | null>([...keys.proposals, matchId, 'current'], isOpen ? proposal : null);
  };
}
