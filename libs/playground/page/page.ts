import type { PageDocument, PageElement, PageFacts, PageWindow } from './browser.js';
import { makeFetcher } from './fetcher.js';
import { Player } from './player.js';
import { TabStorage } from './tab-storage.js';

declare const document: PageDocument;
declare const window: PageWindow;

const KEEP = 'playground:';
const facts = JSON.parse(element('#facts').textContent ?? '') as PageFacts;
const { role } = facts;
const player = new Player(facts.endpoint);
let setUpUntil = 0;

window.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_: string, label: string) => `/graphiql/${label}.js`,
};
const storage = new TabStorage(window.localStorage, `${KEEP}${facts.version}:${role.id}:`, KEEP);

element('#reset').addEventListener('click', () => {
  storage.clear();
  window.location.reload();
});
element('#copy').addEventListener('click', () => {
  void window.navigator.clipboard
    ?.writeText(player.values['token'] ?? '')
    .then(() => say('The token is in the clipboard.'));
});
element('#log-in').addEventListener('submit', (event) => {
  event.preventDefault();
  forget();
  void start();
});
void start();

/** Sets the role up with the values of the fields and then shows GraphiQL; what fails is asked of the user. */
async function start(): Promise<void> {
  readFields();
  if (role.fields.some(({ name }) => !player.values[name])) return ask('Fill this in, and the page acts for you.');
  try {
    await setUp();
  } catch (error) {
    return ask(error instanceof Error ? error.message : String(error));
  }
  element('#log-in').hidden = true;
  element('#status').textContent = 'Ready: press ▶ (or Ctrl-Enter).';
  if (role.keepAlive) setInterval(() => void keepAlive(), role.keepAlive.everySeconds * 1000);
  showGraphiql();
}

function ask(reason: string): void {
  element('#log-in').hidden = false;
  element('#status').textContent = reason;
}

/** Runs the role's set-up unless what it got the last time is still good, for this tab of the browser. */
async function setUp(): Promise<void> {
  const kept = JSON.parse(window.sessionStorage.getItem(`${KEEP}${role.id}`) ?? 'null') as {
    values: Record<string, string>;
    until: number;
  } | null;
  if (Date.now() < setUpUntil) return;
  if (kept && Date.now() < kept.until) {
    Object.assign(player.values, kept.values);
    setUpUntil = kept.until;
    return;
  }
  for (const step of role.setUp) await player.play(step);
  setUpUntil = Date.now() + role.setUpMinutes * 60_000;
  const secrets = new Set(role.fields.filter(({ isSecret }) => isSecret).map(({ name }) => name));
  const values = Object.fromEntries(Object.entries(player.values).filter(([name]) => !secrets.has(name)));
  window.sessionStorage.setItem(`${KEEP}${role.id}`, JSON.stringify({ values, until: setUpUntil }));
}

function forget(): void {
  setUpUntil = 0;
  window.sessionStorage.removeItem(`${KEEP}${role.id}`);
}

async function keepAlive(): Promise<void> {
  try {
    await setUp();
    if (role.keepAlive) await player.play(role.keepAlive.step);
  } catch {
    // The next run of an example says what is wrong.
  }
}

function showGraphiql(): void {
  const headers = JSON.stringify({ Authorization: 'Bearer {{token}}' }, null, 2);
  const tabs = role.examples.map(({ document: query, variables = {} }) => ({
    query,
    variables: JSON.stringify(variables, null, 2),
    headers,
  }));
  // GraphiQL fills the editors of the first tab from its memory only.
  if (storage.getItem('graphiql:tabState') === null)
    for (const [name, text] of Object.entries(tabs[0] ?? {})) storage.setItem(`graphiql:${name}`, text);
  window.YogaGraphiQL.renderYogaGraphiQL(element('#root'), {
    title: facts.title,
    fetcher: makeFetcher({ endpoint: facts.endpoint, window, role, player, setUp, say }),
    storage,
    shouldPersistHeaders: true,
    defaultEditorToolsVisibility: 'variables',
    headers,
    defaultTabs: tabs,
    // In place of the default, which writes everything that is typed into the address.
    onEditQuery: () => undefined,
  });
}

function readFields(): void {
  for (const field of document.querySelectorAll('#log-in input')) player.values[field.name] = field.value;
}

function say(text: string): void {
  element('#status').textContent = text;
}

function element(selector: string): PageElement {
  const found = document.querySelector(selector);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return found;
}
