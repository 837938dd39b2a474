import fc from 'fast-check';
import { mayLeaveForSilence } from './silence.js';

const ACCEPTED = Date.parse('2026-11-20T12:00:00Z');
const ASKED = ACCEPTED + 30_000;

describe('leaving a silent chat', () => {
  const asked = { lastCustomerMessageAt: ASKED - 5_000, lastAgentMessageAt: ASKED, acceptedAt: ACCEPTED };

  it('[R41] [D7] is refused at 180.000 s of silence and allowed at 180.001 s', () => {
    expect(mayLeaveForSilence({ ...asked, now: ASKED + 180_000 })).toEqual({
      allowed: false,
      reason: 'TOO_EARLY',
      silentSince: ASKED,
      possibleAt: ASKED + 180_001,
    });
    expect(mayLeaveForSilence({ ...asked, now: ASKED + 180_001 })).toEqual({ allowed: true, silentSince: ASKED });
  });

  it('[R41] [D7] is refused a second before and allowed a second after 3 minutes', () => {
    expect(mayLeaveForSilence({ ...asked, now: ASKED + 179_000 }).allowed).toBe(false);
    expect(mayLeaveForSilence({ ...asked, now: ASKED + 181_000 }).allowed).toBe(true);
  });

  it('[R41] counts for a customer who never wrote', () => {
    const { lastCustomerMessageAt: _, ...never } = asked;
    expect(mayLeaveForSilence({ ...never, now: ASKED + 180_000 }).allowed).toBe(false);
    expect(mayLeaveForSilence({ ...never, now: ASKED + 180_001 }).allowed).toBe(true);
  });

  it('[R41] is refused however long it takes while the agent owes the answer', () => {
    const now = ASKED + 86_400_000;
    const owes = { allowed: false, reason: 'AGENT_OWES_ANSWER' };
    expect(mayLeaveForSilence({ ...asked, lastCustomerMessageAt: ASKED + 1, now })).toEqual(owes);
    expect(mayLeaveForSilence({ ...asked, lastCustomerMessageAt: ASKED, now })).toEqual(owes);
    expect(mayLeaveForSilence({ acceptedAt: ACCEPTED, now })).toEqual(owes);
    expect(mayLeaveForSilence({ acceptedAt: ACCEPTED, lastCustomerMessageAt: ASKED, now })).toEqual(owes);
  });

  it('[R41] counts from the take-over when the last message is of the agent before', () => {
    const transferred = { ...asked, acceptedAt: ASKED + 100_000 };
    expect(mayLeaveForSilence({ ...transferred, now: ASKED + 200_000 })).toMatchObject({
      allowed: false,
      possibleAt: ASKED + 280_001,
    });
    expect(mayLeaveForSilence({ ...transferred, now: ASKED + 280_001 }).allowed).toBe(true);
  });

  it('[R41] is possible from the announced instant on, not before', () => {
    const time = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(time, time, time, time, (lastCustomerMessageAt, lastAgentMessageAt, acceptedAt, now) => {
        const facts = { lastCustomerMessageAt, lastAgentMessageAt, acceptedAt };
        const decision = mayLeaveForSilence({ ...facts, now });
        if (decision.allowed || decision.reason !== 'TOO_EARLY') return;
        expect(decision.possibleAt).toBeGreaterThan(now);
        expect(mayLeaveForSilence({ ...facts, now: decision.possibleAt - 1 }).allowed).toBe(false);
        expect(mayLeaveForSilence({ ...facts, now: decision.possibleAt }).allowed).toBe(true);
      }),
    );
  });
});
