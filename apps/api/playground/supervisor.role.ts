import type { Example, Field, Role, Step } from '@libs/playground';
import { agentGoes, aVisitorAsks, logIn } from './steps.js';

/** What a supervisor watches. `fields` are those of a log-in, `agent` brings an agent online. */
export function supervisorRole(fields: readonly Field[], agent: readonly Step[]): Role {
  return {
    id: 'supervisor',
    label: 'Supervisor',
    about: 'You supervise the agents: Sofia in the demo organisation.',
    fields,
    setUp: [logIn],
    setUpMinutes: 10,
    examples: [watchDesk(agent), presenceEvents(agent)],
  };
}

const watchDesk = (agent: readonly Step[]): Example => ({
  needs: [...agent, ...aVisitorAsks],
  document: `# 1. Press ▶: who is on duty, which alerts stand, the
# figures of the last 24 hours, and why each recent chat
# went to whom: routingDecisions tell the rule, the
# candidates and who was left out.
query WatchDesk($from: DateTime!, $to: DateTime!) {
  agentsOnDuty(brandCode: "BCW") { nodes { displayName status since isOnShift alert { kind since } } }
  rosterAlerts(brandCode: "BCW") { nodes { agentId kind since } }
  chatFigures(brandCode: "BCW", from: $from, to: $to) {
    requested accepted answered missed averageFirstResponseSeconds isFirstResponseOnTarget
  }
  chats(brandCode: "BCW", first: 5) {
    nodes {
      id
      status
      agent { displayName }
      routingDecisions { rule decidedAt offeredTo assignedTo excluded { agentId reason } }
    }
  }
}
`,
  variables: { from: '{{now-24h}}', to: '{{now+1h}}' },
});

const presenceEvents = (agent: readonly Step[]): Example => ({
  needs: agent,
  meanwhile: [agentGoes('agentToken', 'AWAY', 'Anna went away.'), agentGoes('agentToken', 'ONLINE', 'Anna is back.')],
  document: `# 2. Press ▶: a subscription to the presence of your
# staff. The page lets Anna go away and come back.
subscription PresenceOfStaff {
  presenceEvents(brandCode: "BCW") {
    cursor
    event {
      __typename
      ... on AgentPresenceChanged { displayName from to cause at }
      ... on RosterAlertRaised { alert { agentId kind since } }
      ... on RosterAlertSettled { agentId }
    }
  }
}
`,
});
