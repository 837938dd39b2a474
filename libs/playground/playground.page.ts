import { createHash } from 'node:crypto';
import type { PageFacts } from './page/browser.js';
import type { Role } from './page/role.js';

/** What the playground offers. */
export interface Playground {
  readonly title: string;
  readonly endpoint: string;
  /** The roles as they are offered now. */
  roles(): Promise<readonly Role[]>;
}

/** Where {@link Playground} is injected. */
export const PLAYGROUND = Symbol('playground');

/**
 * What the browser may do on the page: fetch from this server only and run no script but our files. Monaco, GraphiQL's editor,
 * makes its style sheets and `style` attributes by script, so styles (not scripts) may be inline.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page for one of the roles. */
export function renderPage({ title, endpoint }: Playground, roles: readonly Role[], role: Role): string {
  const version = createHash('sha256').update(JSON.stringify(roles)).digest('hex').slice(0, 12);
  const facts: PageFacts = { title, endpoint, role, version };
  const links = roles.map(
    ({ id, label }) =>
      `<a href="/graphiql?role=${encodeURIComponent(id)}"${id === role.id ? ' aria-current="page"' : ''}>${escape(label)}</a>`,
  );
  const inputs = role.fields.map(
    ({ name, label, value, isSecret }) =>
      `<label>${escape(label)} <input name="${escape(name)}" value="${escape(value ?? '')}" ` +
      `type="${isSecret ? 'password' : 'text'}" autocomplete="off" required></label>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} playground: ${escape(role.label)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphiql/graphiql.css">
<link rel="stylesheet" href="/graphiql/page.css">
</head>
<body>
<header>
<nav><strong>You play</strong> ${links.join(' ')}</nav>
<p><strong>${escape(role.about)}</strong> Each tab below is an example that runs as it stands; the page fills in {{…}} and plays the other side. <output id="status">One moment …</output></p>
<div><button id="copy" type="button" title="For programs of your own">Copy token</button>
<button id="reset" type="button" title="Forget what was changed in the tabs">Restore examples</button></div>
<form id="log-in" hidden>${inputs.join(' ')} <button>Go on</button></form>
</header>
<main id="root"><noscript>The playground needs JavaScript.</noscript></main>
<script id="facts" type="application/json">${JSON.stringify(facts).replaceAll('<', '\\u003c')}</script>
<script src="/graphiql/graphql-ws.js"></script>
<script src="/graphiql/graphiql.js"></script>
<script type="module" src="/graphiql/page.js"></script>
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
