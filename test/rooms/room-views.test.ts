/** Who is inside a room, as the events of several nodes describe it. */
import { expect } from 'chai';
import { RoomViews } from '../../rooms/room-views.ts';
import type { Room } from '../../src/protocol/rooms.ts';

describe('the rooms with people inside', () => {
  let dead: Set<string>;
  let views: RoomViews;
  beforeEach(() => {
    dead = new Set();
    views = new RoomViews({ isAlive: (nodeId) => !dead.has(nodeId), limits: { peerMemoryMs: 60_000 } });
  });

  const live = (tenantId = 'public') => views.live(tenantId).map(({ id }) => id);

  it('are not emptied by a node that carried them before', () => {
    views.changed({ tenantId: 'public', room: room(['ann']), nodeId: 'old' });
    views.changed({ tenantId: 'public', room: room(['ann']), nodeId: 'new' });

    views.changed({ tenantId: 'public', room: room([]), nodeId: 'old' });
    const afterOld = live();
    views.changed({ tenantId: 'public', room: room([]), nodeId: 'new' });

    expect([afterOld, live()]).to.deep.equal([['room'], []]);
  });

  it('keep their people when another node edits them', () => {
    views.changed({ tenantId: 'public', room: room(['ann']), nodeId: 'one' });

    views.changed({ tenantId: 'public', room: { ...room([]), title: 'after' }, nodeId: null });

    expect(views.live('public').map(({ title, peers }) => [title, peers.length])).to.deep.equal([['after', 1]]);
  });

  it('count as empty when their node is gone', () => {
    views.changed({ tenantId: 'public', room: room(['ann']), nodeId: 'one' });

    dead.add('one');

    expect([live(), views.peersOf('room')]).to.deep.equal([[], []]);
  });

  it('belong to one tenant', () => {
    views.changed({ tenantId: 'public', room: room(['ann']), nodeId: 'one' });

    expect([live(), live('another')]).to.deep.equal([['room'], []]);
  });
});

function room(personIds: readonly string[]): Room {
  const peers = personIds.map((id) => ({ id, person: { id } }));
  return { id: 'room', title: 'before', state: 'open', peers } as unknown as Room;
}
