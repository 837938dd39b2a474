import { defineFact } from '@libs/domain';

/** A visitor came to the site, or came back after having left. */
export const VisitorArrived = defineFact<{ url: string; title: string | null; at: string }>('VisitorArrived');
/** A visitor on the site opened another page. */
export const VisitorMovedOn = defineFact<{ url: string; title: string | null; at: string; pagesSeen: number }>(
  'VisitorMovedOn',
);
/** A visitor has not been heard of for longer than his page would stay silent. */
export const VisitorLeft = defineFact<{ at: string }>('VisitorLeft');
/** A visitor said who he is. */
export const VisitorIdentified = defineFact<{ name: string | null; company: string | null; hasContactData: boolean }>(
  'VisitorIdentified',
);
/** A trigger greeted a visitor. */
export const VisitorGreeted = defineFact<{
  greetingId: string;
  triggerId: string;
  text: string;
  url: string;
  at: string;
}>('VisitorGreeted');
