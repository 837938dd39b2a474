import { DEMO_LOG_INS, DEMO_PASSWORD } from './demo-organisation.js';

/** What a newcomer reads when the server is up: what to open next, and with which log-in. */
export function welcome(url: string, facts: { isDemo: boolean; state: string }): string {
  const demo = [
    '',
    '  Demo log-ins (password of all: ' + DEMO_PASSWORD + ')',
    `    agents      ${DEMO_LOG_INS.agents.join(', ')}`,
    `    supervisor  ${DEMO_LOG_INS.supervisor}`,
    `    admin       ${DEMO_LOG_INS.admin}`,
  ];
  const lines = [
    '',
    'Parley is running.',
    '',
    `  Playground    ${url}/graphiql   (open this first: it has an example for each role)`,
    `  GraphQL       ${url}/graphql    over HTTP and WebSocket (graphql-ws)`,
    `  Health        ${url}/health/ready   ${url}/metrics`,
    `  State         ${facts.state}`,
    ...(facts.isDemo ? demo : []),
    '',
    '  npm run demo plays a conversation against this server. Ctrl-C stops it.',
    '',
  ];
  return lines.join('\n');
}
