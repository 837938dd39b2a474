import { takeFacts } from '@libs/domain';
import { NotSignedIn, StillOnDuty } from '../chat.refusals.js';
import { AgentPresence } from './agent-presence.entity.js';
import { AWAY_AFTER_MS } from './presence.js';

const START = Date.parse('2026-11-20T10:00:00Z');
const LEASE = 60_000;
const at = (ms: number) => new Date(START + ms);

const presence = () =>
  Object.assign(new AgentPresence(), {
    id: 'presence',
    agentId: 'ann',
    chosen: 'OFFLINE',
    announced: 'OFFLINE',
    announcedAt: at(-1),
    lastActivityAt: at(-1),
    leaseExpiresAt: null,
    sequence: 0,
  } as const) as AgentPresence;
const told = (ann: AgentPresence) =>
  takeFacts(ann).map(({ payload }) => {
    const { from, to, cause, at: when } = payload as { from: string; to: string; cause: string; at: string };
    return `${from} ${to} ${cause} ${Date.parse(when) - START}`;
  });

describe('the presence of an agent', () => {
  it('[R34] tells once that he is Away, as of when the 15 minutes were full, however late it looks', () => {
    const ann = presence();
    ann.choose('ONLINE', at(0), 2 * AWAY_AFTER_MS);
    expect(ann.nextChangeAt(at(0))).toEqual(at(AWAY_AFTER_MS));
    ann.catchUp(at(AWAY_AFTER_MS - 1));
    ann.catchUp(at(AWAY_AFTER_MS + 500));
    ann.catchUp(at(AWAY_AFTER_MS + 900));
    expect(told(ann)).toEqual(['OFFLINE ONLINE CHOSEN 0', `ONLINE AWAY INACTIVE ${AWAY_AFTER_MS}`]);
    expect(ann.nextChangeAt(at(AWAY_AFTER_MS))).toEqual(at(2 * AWAY_AFTER_MS));
  });

  it('[D6] tells that he went and that he is back when he acts before the former was told', () => {
    const ann = presence();
    ann.choose('ONLINE', at(0), 2 * AWAY_AFTER_MS);
    ann.act(at(AWAY_AFTER_MS + 5));
    const back = `AWAY ONLINE ACTIVE ${AWAY_AFTER_MS + 5}`;
    expect(told(ann)).toEqual(['OFFLINE ONLINE CHOSEN 0', `ONLINE AWAY INACTIVE ${AWAY_AFTER_MS}`, back]);
  });

  it('[D6] tells that a lease ended before it tells of a new choice', () => {
    const ann = presence();
    ann.choose('AWAY', at(0), LEASE);
    ann.choose('ONLINE', at(LEASE + 9), LEASE);
    expect(told(ann)).toEqual([
      'OFFLINE AWAY CHOSEN 0',
      `AWAY OFFLINE LEASE_EXPIRED ${LEASE}`,
      `OFFLINE ONLINE CHOSEN ${LEASE + 9}`,
    ]);
  });

  it('[D6] is revived by neither heartbeat nor activity once the lease ended', () => {
    const ann = presence();
    ann.choose('ONLINE', at(0), LEASE);
    expect(() => ann.extendLease(at(LEASE), LEASE)).toThrow(NotSignedIn);
    ann.act(at(LEASE));
    expect(ann.nextChangeAt(at(LEASE))).toBeUndefined();
    expect(told(ann)).toEqual(['OFFLINE ONLINE CHOSEN 0', `ONLINE OFFLINE LEASE_EXPIRED ${LEASE}`]);
  });

  it('never shortens a lease by a heartbeat', () => {
    const ann = presence();
    ann.choose('ONLINE', at(0), 10 * LEASE);
    ann.extendLease(at(1), LEASE);
    expect(ann.leaseExpiresAt).toEqual(at(10 * LEASE));
  });

  it('[R38] refuses Invisible on duty and names the end of the duty, and changes nothing', () => {
    const ann = presence();
    ann.choose('ONLINE', at(0), LEASE);
    takeFacts(ann);
    expect(() => ann.choose('INVISIBLE', at(1), LEASE, at(99))).toThrow(StillOnDuty);
    expect(ann.chosen).toBe('ONLINE');
    expect(told(ann)).toEqual([]);
    ann.choose('INVISIBLE', at(2), LEASE);
    expect(told(ann)).toEqual(['ONLINE INVISIBLE CHOSEN 2']);
  });
});
