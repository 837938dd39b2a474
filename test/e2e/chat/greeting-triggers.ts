import type { ShownPage, TwoWebsites } from './two-websites.js';

/** What a mutation about a trigger answers. */
export const TRIGGER = 'trigger { id name text urlContains afterSeconds oncePerVisit isEnabled brand { code } }';

/** Adds a trigger of BCW that greets everybody at once, but for what `content` says. Returns its id. */
export async function addTrigger(site: TwoWebsites, supervisor: string, content: object = {}): Promise<string> {
  const input = { brandCode: 'BCW', name: 'Hello', text: 'Hello! Can we help you?', ...content };
  return (await site.mutate('addGreetingTrigger', TRIGGER, input, supervisor)).trigger.id;
}

/** Removes all triggers of BCW. */
export async function removeTriggers(site: TwoWebsites, supervisor: string): Promise<void> {
  const { nodes } = await site.ask<ShownPage<{ id: string }>>(
    '{ greetingTriggers(brandCode: "BCW", first: 100) { nodes { id } } }',
    supervisor,
  );
  for (const { id } of nodes) await site.mutate('removeGreetingTrigger', 'triggerId', { triggerId: id }, supervisor);
}
