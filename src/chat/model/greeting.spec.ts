import { openingAdvice, triggerFires, type Trigger, type Visit } from './greeting.js';

const OPENED = Date.parse('2026-11-20T12:00:00Z');
const trigger: Trigger = {
  id: 't1',
  enabled: true,
  urlContains: '/prices',
  afterSeconds: 10,
  oncePerVisit: true,
  text: 'May we help?',
};
const visit: Visit = {
  url: 'https://bestcustomwriting.com/prices?from=home',
  pageOpenedAt: OPENED,
  now: OPENED + 10_000,
  deskOnline: true,
  hasChat: false,
  greetings: [],
};
const fires = { fires: true, text: 'May we help?' };
const silent = (reason: string) => ({ fires: false, reason });

describe('an automatic greeting', () => {
  it('[R45] fires when the visitor has been on the page long enough, not a millisecond earlier', () => {
    expect(triggerFires(trigger, visit)).toEqual(fires);
    expect(triggerFires(trigger, { ...visit, now: OPENED + 9_999 })).toEqual({
      fires: false,
      reason: 'TOO_EARLY',
      dueAt: OPENED + 10_000,
    });
  });

  it('[R45] fires only on the pages it is for, letter case ignored', () => {
    expect(triggerFires(trigger, { ...visit, url: 'https://bestcustomwriting.com/PRICES' })).toEqual(fires);
    expect(triggerFires(trigger, { ...visit, url: 'https://bestcustomwriting.com/' })).toEqual(silent('OTHER_PAGE'));
    for (const urlContains of [undefined, '']) {
      expect(triggerFires({ ...trigger, urlContains }, { ...visit, url: 'https://bestcustomwriting.com/' })).toEqual(
        fires,
      );
    }
  });

  it('[R45] fires once per visit, or once per opened page', () => {
    const before = { ...visit, greetings: [{ triggerId: 't1', firedAt: OPENED - 1 }] };
    const here = { ...visit, greetings: [{ triggerId: 't1', firedAt: OPENED }] };
    const often = { ...trigger, oncePerVisit: false };
    expect(triggerFires(trigger, before)).toEqual(silent('ALREADY_GREETED'));
    expect(triggerFires(often, before)).toEqual(fires);
    expect(triggerFires(often, here)).toEqual(silent('ALREADY_GREETED'));
    expect(triggerFires({ ...trigger, id: 't2' }, here)).toEqual(fires);
  });

  it('[R37] does not fire while the desk is not online', () => {
    expect(triggerFires(trigger, { ...visit, deskOnline: false })).toEqual(silent('DESK_OFFLINE'));
  });

  it('[R47] does not greet a visitor who already wrote', () => {
    expect(triggerFires(trigger, { ...visit, hasChat: true })).toEqual(silent('HAS_CHAT'));
  });

  it('does not fire when it is switched off', () => {
    expect(triggerFires({ ...trigger, enabled: false }, visit)).toEqual(silent('DISABLED'));
  });
});

describe('the advice for opening a chat', () => {
  const unknown = { nameKnown: false, companyKnown: false };

  it('[R46] is to ask name and company, then answer, when the visitor was greeted', () => {
    expect(openingAdvice({ greetedByTrigger: true, visitorWroteFirst: false, ...unknown })).toEqual([
      'ASK_NAME',
      'ASK_COMPANY',
      'ANSWER',
    ]);
  });

  it('[R47] is to say hello and thank before that when the visitor wrote first', () => {
    expect(openingAdvice({ greetedByTrigger: false, visitorWroteFirst: true, ...unknown })).toEqual([
      'SAY_HELLO',
      'THANK',
      'ASK_NAME',
      'ASK_COMPANY',
      'ANSWER',
    ]);
  });

  it('[R46] [R47] does not ask for what is known', () => {
    const known = { greetedByTrigger: true, visitorWroteFirst: false };
    expect(openingAdvice({ ...known, nameKnown: true, companyKnown: false })).toEqual(['ASK_COMPANY', 'ANSWER']);
    expect(openingAdvice({ ...known, nameKnown: false, companyKnown: true })).toEqual(['ASK_NAME', 'ANSWER']);
    expect(openingAdvice({ ...known, nameKnown: true, companyKnown: true })).toEqual(['ANSWER']);
  });

  it('[R27] says hello exactly once: not again after a greeting, but always without one', () => {
    const both = openingAdvice({ greetedByTrigger: true, visitorWroteFirst: true, ...unknown });
    expect(both).toEqual(['THANK', 'ASK_NAME', 'ASK_COMPANY', 'ANSWER']);
    expect(openingAdvice({ greetedByTrigger: false, visitorWroteFirst: false, ...unknown })[0]).toBe('SAY_HELLO');
  });
});
