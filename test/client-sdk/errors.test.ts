import { expect } from 'chai';
import { MeshiError, type Reason } from '../../client-sdk/index.ts';
import type { WireError } from '../../src/protocol/wire.ts';

describe('an error of the SDK', () => {
  it('carries the reason and the details of the server', () => {
    const details = { reason: 'too_many_open_topics', max: 30 } as const;
    const error = MeshiError.fromWire({ code: 'conflict', message: 'At most 30.', details });

    expect(error).to.be.instanceOf(MeshiError);
    expect([error.code, error.reason, error.details]).to.deep.equal(['conflict', 'too_many_open_topics', { max: 30 }]);
  });

  it('has no reason if a newer server sends one that this version does not know', () => {
    const newer = { code: 'conflict', message: 'New.', details: { reason: 'from_the_future' } } as unknown as WireError;
    const misplaced: WireError = { code: 'forbidden', message: 'Odd.', details: { reason: 'handle_taken' } };

    expect(MeshiError.fromWire(newer).reason).to.equal(null);
    expect(MeshiError.fromWire(newer).message).to.equal('New.');
    expect(MeshiError.fromWire(misplaced).reason).to.equal(null);
  });

  it('has the details that its code guarantees, also if a proxy answered', () => {
    expect(new MeshiError('limit_exceeded', 'The server answered with status 429').details).to.deep.equal({
      retryAfterMs: 1_000,
    });
    expect(new MeshiError('invalid_input', 'The server answered with status 400').details).to.deep.equal({
      problems: [],
    });
  });

  it('is narrowed by code and reason', () => {
    const told = (error: MeshiError): number | string | null => {
      if (error.code === 'limit_exceeded') return error.details.retryAfterMs;
      if (error.code === 'invalid_input') return error.details.problems.length;
      if (error.reason === 'too_many_open_topics') return error.details.max;
      if (error.reason === 'muted') return error.details.retryAfterMs;
      return error.reason satisfies Reason | null;
    };

    expect(told(new MeshiError('limit_exceeded', 'Wait.', { details: { retryAfterMs: 5 } }))).to.equal(5);
    expect(told(new MeshiError('unavailable', 'Gone.', { reason: 'network' }))).to.equal('network');
    // @ts-expect-error: this reason belongs to another code.
    expect(told(new MeshiError('conflict', 'Odd.', { reason: 'network' }))).to.equal('network');
  });

  it('wraps every other error that a browser or a socket throws', () => {
    const error = MeshiError.from(new TypeError('Failed to fetch'));

    expect([error.code, error.reason, error.isTemporary]).to.deep.equal(['unavailable', 'network', true]);
  });
});
