import { z } from 'zod';
import { defineSettings, type SettingsOf } from '@libs/config';
import type { ActorAllowance, OperationAllowance } from '@libs/rate-limits';

const count = z.coerce.number().int().min(1).max(1_000_000_000);

/** Settings of how much each kind of actor may ask; the seconds are those of PARLEY_REQUEST_LIMIT_SECONDS. */
export const actorLimitSettings = defineSettings('actorLimits', {
  agentRequests: {
    env: 'PARLEY_REQUESTS_PER_AGENT',
    description: 'Most requests of one member of staff within PARLEY_REQUEST_LIMIT_SECONDS.',
    schema: count,
    default: 2_000,
  },
  agentWrites: {
    env: 'PARLEY_WRITES_PER_AGENT',
    description: 'Most mutations of one member of staff within PARLEY_REQUEST_LIMIT_SECONDS.',
    schema: count,
    default: 600,
  },
  visitorRequests: {
    env: 'PARLEY_REQUESTS_PER_VISITOR',
    description: 'Most requests of one visitor, customer or writer within PARLEY_REQUEST_LIMIT_SECONDS.',
    schema: count,
    default: 600,
  },
  visitorWrites: {
    env: 'PARLEY_WRITES_PER_VISITOR',
    description: 'Most mutations of one visitor, customer or writer within PARLEY_REQUEST_LIMIT_SECONDS.',
    schema: count,
    default: 300,
  },
  visitorRequestsPerAddress: {
    env: 'PARLEY_VISITOR_REQUESTS_PER_ADDRESS',
    description:
      'Most requests of all visitors, customers and writers at one address together within PARLEY_REQUEST_LIMIT_SECONDS.',
    schema: count,
    default: 3_000,
  },
  serviceRequests: {
    env: 'PARLEY_REQUESTS_PER_SERVICE_TOKEN',
    description: 'Most requests with one service token within PARLEY_REQUEST_LIMIT_SECONDS.',
    schema: count,
    default: 3_000,
  },
  serviceWrites: {
    env: 'PARLEY_WRITES_PER_SERVICE_TOKEN',
    description: 'Most mutations with one service token within PARLEY_REQUEST_LIMIT_SECONDS.',
    schema: count,
    default: 1_000,
  },
  anonymousWrites: {
    env: 'PARLEY_ANONYMOUS_WRITES_PER_ADDRESS',
    description: 'Most mutations without a token from one address within PARLEY_REQUEST_LIMIT_SECONDS.',
    schema: count,
    default: 200,
  },
});

/** Values of {@link actorLimitSettings}. */
export type ActorLimitSettings = SettingsOf<typeof actorLimitSettings>;

/** What each kind of actor may ask. @param anonymousRequests most requests without a token from one address */
export function actorLimits(
  settings: ActorLimitSettings,
  anonymousRequests: number,
): Readonly<Record<'AGENT' | 'VISITOR' | 'SERVICE' | 'ANONYMOUS', ActorAllowance>> {
  const { agentRequests, agentWrites, visitorRequests, visitorWrites, serviceRequests, serviceWrites } = settings;
  return {
    AGENT: { countedBy: 'PERSON', requests: agentRequests, writes: agentWrites },
    VISITOR: {
      countedBy: 'PERSON',
      requests: visitorRequests,
      writes: visitorWrites,
      requestsPerAddress: settings.visitorRequestsPerAddress,
    },
    SERVICE: { countedBy: 'PERSON', requests: serviceRequests, writes: serviceWrites },
    ANONYMOUS: { countedBy: 'ADDRESS', requests: anonymousRequests, writes: settings.anonymousWrites },
  };
}

/**
 * Limits of single operations of this module. Those that prove who somebody is, or hash a password, are counted exactly. Attempts to
 * log in have limits of their own beside these, by account and device ({@link LogInAttempts}).
 */
export const identityOperationLimits: Readonly<Record<string, OperationAllowance>> = {
  // An office of 1,000 that comes back after a break of its line shares one address.
  refreshSession: { perAddress: { most: 1_000, seconds: 60 }, isExact: true },
  exchangeLogInCode: { perAddress: { most: 300, seconds: 600 }, isExact: true },
  acceptInvitation: { perAddress: { most: 60, seconds: 600 }, isExact: true },
  changeMyPassword: { perPerson: { most: 20, seconds: 900 }, isExact: true },
  inviteAgent: { perPerson: { most: 300, seconds: 3_600 } },
  addBrandKey: { perPerson: { most: 60, seconds: 3_600 } },
  openServiceToken: { perPerson: { most: 60, seconds: 3_600 } },
};
