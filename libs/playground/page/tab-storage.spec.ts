import type { PageStorage } from './browser.js';
import { TabStorage } from './tab-storage.js';

function memory(): PageStorage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

describe("GraphiQL's memory of its tabs", () => {
  it('is one for each role', () => {
    const browser = memory();
    const agent = new TabStorage(browser, 'playground:1:agent:', 'playground:');
    const admin = new TabStorage(browser, 'playground:1:admin:', 'playground:');
    agent.setItem('tabs', 'of the agent');
    expect([agent.getItem('tabs'), agent.length, admin.getItem('tabs'), admin.length]).toEqual([
      'of the agent',
      1,
      null,
      0,
    ]);
    agent.removeItem('tabs');
    expect(agent.getItem('tabs')).toBeNull();
  });

  it('forgets all roles, old versions too, keeps what is not ours, and takes nothing more', () => {
    const browser = memory();
    browser.setItem('somebody else', 'kept');
    browser.setItem('playground:0:agent:tabs', 'old');
    const agent = new TabStorage(browser, 'playground:1:agent:', 'playground:');
    agent.setItem('tabs', 'changed');
    agent.clear();
    agent.setItem('tabs', 'written while the page goes');
    expect([browser.length, browser.getItem('somebody else')]).toEqual([1, 'kept']);
  });
});
