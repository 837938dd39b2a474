import type { Example, Field, Role } from '@libs/playground';
import { aVisitorComes, logIn } from './steps.js';

/** What an administrator sets. `fields` are those of a log-in. */
export function adminRole(fields: readonly Field[]): Role {
  return {
    id: 'admin',
    label: 'Admin',
    about: 'You administer brands and accounts: Ada in the demo organisation.',
    fields,
    setUp: [logIn],
    setUpMinutes: 10,
    examples: [organisation, chatSettings, addTrigger, visitorEvents],
  };
}

const organisation: Example = {
  document: `# 1. Press ▶: your people and your brands.
query Organisation {
  agents(first: 25) {
    nodes { id displayName email roles maxChats status }
    pageInfo { hasNextPage endCursor }
  }
  brands { nodes { id code name routingMode requestTimeoutSeconds availabilitySeconds workingHours { zone } } }
}
`,
};

const chatSettings: Example = {
  document: `# 2. Press ▶: how requests of the brand WE reach agents.
# ASSIGNED: the server gives each to one agent; BROADCAST:
# all see it.
mutation ChangeChatSettings($input: ChangeBrandChatSettingsInput!) {
  changeBrandChatSettings(input: $input) {
    __typename
    ... on ChangeBrandChatSettingsSuccess { brand { code routingMode requestTimeoutSeconds } }
    ... on InvalidInput { field }
    ... on Refusal { reason }
  }
}
`,
  variables: { input: { clientKey: '{{uuid}}', brandCode: 'WE', routingMode: 'ASSIGNED' } },
};

const addTrigger: Example = {
  document: `# 3. Press ▶: a new automatic greeting. It is switched
# off; set isEnabled to true and visitors of /offers are
# greeted.
mutation AddTrigger($input: AddGreetingTriggerInput!) {
  addGreetingTrigger(input: $input) {
    __typename
    ... on AddGreetingTriggerSuccess { trigger { id name text urlContains afterSeconds isEnabled } }
    ... on InvalidInput { field }
    ... on Refusal { reason }
  }
}
`,
  variables: {
    input: {
      clientKey: '{{uuid}}',
      brandCode: 'BCW',
      name: 'Offers page',
      text: 'Shall I explain our offers to you?',
      urlContains: '/offers',
      afterSeconds: 20,
      isEnabled: false,
    },
  },
};

const visitorEvents: Example = {
  meanwhile: aVisitorComes,
  document: `# 4. Press ▶: a subscription to who comes to a website.
# The page lets somebody come.
subscription WhoIsOnTheSite {
  visitorEvents(brandCode: "BCW") {
    cursor
    event {
      __typename
      ... on VisitorArrived { visitor { id page { url title } } }
      ... on VisitorMovedOn { visitorId page { url } pagesSeen }
      ... on VisitorLeft { visitorId at }
    }
  }
}
`,
};
