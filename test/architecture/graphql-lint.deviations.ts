/** A rule of graphql-eslint that we set otherwise than its recommended sets do, and why. */
export interface LintDeviation {
  rule: string;
  setting: 'off' | ['error', Record<string, unknown>];
  reason: string;
}

export const LINT_DEVIATIONS: readonly LintDeviation[] = [
  {
    rule: '@graphql-eslint/strict-id-in-types',
    setting: 'off',
    reason:
      'Refusals, results and values such as a time span have no identity; our own rules ask every Node for its id.',
  },
  {
    rule: '@graphql-eslint/relay-arguments',
    setting: ['error', { includeBoth: false }],
    reason: 'The Relay specification asks for one direction; a second one without a reader is code without a use.',
  },
  {
    rule: '@graphql-eslint/relay-edge-types',
    setting: ['error', { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false }],
    reason:
      'A list that can never grow long needs no pages; our own rules keep such lists in plain-lists.ts, each with a reason. ' +
      'Items that are no nouns of their own (an agent on duty, a log-in, a key) have no life outside their list, and so no Node.',
  },
];
