/** Options of media workers: the announced address, the ports, and credentials for TURN. */
import { createHmac } from 'node:crypto';
import type { NetworkInterfaceInfo } from 'node:os';
import { expect } from 'chai';
import { iceServers } from '../../rooms/media/ice-servers.ts';
import { chooseAnnouncedAddress, listenInfos } from '../../rooms/media/media-options.ts';

const address = (ip: string, family: 'IPv4' | 'IPv6', internal: boolean): NetworkInterfaceInfo =>
  ({ address: ip, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }) as NetworkInterfaceInfo;
const interfaces = {
  lo: [address('127.0.0.1', 'IPv4', true)],
  eth0: [address('fe80::1', 'IPv6', false), address('192.0.2.7', 'IPv4', false)],
};

describe('the announced address', () => {
  it('is the configured one, if there is one', () => {
    const chosen = chooseAnnouncedAddress({ configured: 'voice.example', listenAddress: '0.0.0.0', interfaces });

    expect(chosen).to.deep.equal({ address: 'voice.example', isLoopback: false });
  });

  it("is otherwise the machine's first address that others can reach", () => {
    const chosen = chooseAnnouncedAddress({ configured: null, listenAddress: '0.0.0.0', interfaces });

    expect(chosen).to.deep.equal({ address: '192.0.2.7', isLoopback: false });
  });

  it('is the listen address if that is a single address', () => {
    const chosen = chooseAnnouncedAddress({ configured: null, listenAddress: '127.0.0.1', interfaces });

    expect(chosen).to.deep.equal({ address: '127.0.0.1', isLoopback: true });
  });

  it('is marked as unreachable for others if it is a loopback address', () => {
    const alone = { lo: interfaces.lo };

    expect(
      chooseAnnouncedAddress({ configured: null, listenAddress: '0.0.0.0', interfaces: alone }).isLoopback,
    ).to.equal(true);
    expect(
      chooseAnnouncedAddress({ configured: 'localhost', listenAddress: '0.0.0.0', interfaces }).isLoopback,
    ).to.equal(true);
  });
});

describe('a media worker', () => {
  it('listens on one port, over UDP and TCP', () => {
    const infos = listenInfos({ listenAddress: '0.0.0.0', announcedAddress: '192.0.2.7', port: 20_000 });

    expect(infos.map(({ protocol, port }) => [protocol, port])).to.deep.equal([
      ['udp', 20_000],
      ['tcp', 20_000],
    ]);
  });

  it('takes no ephemeral port if any free port is allowed', () => {
    const infos = listenInfos({ listenAddress: '0.0.0.0', announcedAddress: '192.0.2.7', port: 0 });

    for (const { portRange } of infos) expect(portRange?.max).to.be.below(32_768);
  });
});

describe('TURN servers', () => {
  it('have credentials that expire', () => {
    const now = Date.UTC(2026, 0, 1);
    const secret = 'shared with coturn';

    const [server] = iceServers({ turnUrls: ['turn:turn.example:3478'], secret, personId: 'ann', now });

    const endsAt = now / 1_000 + 12 * 3_600;
    const credential = createHmac('sha1', 'shared with coturn').update(`${endsAt}:ann`).digest('base64');
    expect(server).to.deep.equal({ urls: ['turn:turn.example:3478'], username: `${endsAt}:ann`, credential });
  });

  it('are missing if there is no secret', () => {
    expect(iceServers({ turnUrls: ['turn:turn.example:3478'], secret: null, personId: 'ann', now: 0 })).to.deep.equal(
      [],
    );
  });
});
