import type { ActorRef } from '@libs/domain';
import { OpenSockets } from './open-sockets.js';

interface Session extends ActorRef {
  readonly session: string;
}

function setUp() {
  const sockets = new OpenSockets();
  const closed: string[] = [];
  const open = (id: string, session: string): (() => void) => {
    const actor: Session = { kind: 'USER', id, session };
    const socket = { close: (code: number) => void closed.push(`${id} ${session} ${code}`) };
    sockets.add(actor, socket);
    return () => sockets.remove(actor, socket);
  };
  return { sockets, closed, open };
}

it('closes the sockets of one caller, or only some of them', () => {
  const { sockets, closed, open } = setUp();
  open('ann', 'one');
  open('ann', 'two');
  open('ben', 'one');
  const ann = { kind: 'USER', id: 'ann' };
  expect(sockets.closeOf<Session>(ann, 'over', ({ session }) => session === 'two')).toBe(1);
  expect(sockets.closeOf(ann, 'over')).toBe(2);
  expect(closed).toEqual(['ann two 4403', 'ann one 4403', 'ann two 4403']);
});

it('closes the sockets of whoever matches', () => {
  const { sockets, closed, open } = setUp();
  open('ann', 'one');
  open('ben', 'one');
  open('ben', 'two');
  expect(sockets.closeWhere<Session>(({ session }) => session === 'one', 'over')).toBe(2);
  expect(closed).toEqual(['ann one 4403', 'ben one 4403']);
});

it('forgets a socket that has closed', () => {
  const { sockets, closed, open } = setUp();
  const forget = open('ann', 'one');
  open('ann', 'two');
  forget();
  expect(sockets.count).toBe(1);
  sockets.closeAll('The server is stopping.');
  expect(closed).toEqual(['ann two 1001']);
});
