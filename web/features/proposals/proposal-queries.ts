/** Reading and answering proposals. */
import type { AppointmentMinutes, Proposal, ProposeTime } from '@meshi/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useTell } from '../../ui/toasts.tsx';

/** What is proposed or agreed on; kept true by announcements. */
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
    // What the two are promised to elsewhere is not announced here.
    staleTime: 0,
  });
}

/** Proposes a time, or another one instead of what stands. */
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

/** Accepts or cancels what is on the screen; where it has changed meanwhile, what stands now is shown. */
export function useAnswer(matchId: string) {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  const keep = useKeep(matchId);
  return useMutation({
    mutationFn: ({ how, proposal }: { how: 'accept' | 'cancel'; proposal: Proposal }) =>
      meshi.proposals[how]({ proposalId: proposal.id, revision: proposal.revision }),
    onSuccess: keep,
    onError: (error) => {
      tell.problem(text(error));
      void queries.invalidateQueries({ queryKey: [...keys.proposals, matchId] });
    },
  });
}

/** Saves the appointment as a file that calendar programs open. */
export function useCalendarFile() {
  const meshi = useMeshi();
  const tell = useTell();
  const text = useErrorText();
  return async ({ id: proposalId }: Proposal) => {
    try {
      const file = new Blob([await meshi.proposals.calendar({ proposalId })], { type: 'text/calendar' });
      const url = URL.createObjectURL(file);
      Object.assign(document.createElement('a'), { href: url, download: 'meshi-appointment.ics' }).click();
      URL.revokeObjectURL(url);
    } catch (error) {
      tell.problem(text(error));
    }
  };
}

function useKeep(matchId: string) {
  const queries = useQueryClient();
  return (proposal: Proposal) => {
    const isOpen = proposal.state === 'proposed' || proposal.state === 'accepted';
    queries.setQueryData<Proposal | null>([...keys.proposals, matchId, 'current'], isOpen ? proposal : null);
  };
}
