import graphqlPlugin from '@graphql-eslint/eslint-plugin';
import { ESLint, type Linter } from 'eslint';
import { LINT_DEVIATIONS } from './graphql-lint.deviations.js';

const RULES: Linter.RulesRecord = {
  ...graphqlPlugin.configs['flat/schema-recommended'].rules,
  ...graphqlPlugin.configs['flat/schema-relay'].rules,
};

/** Names of all rules that graphql-eslint recommends for schemas and for Relay. */
export const RECOMMENDED_RULES: readonly string[] = Object.keys(RULES);

/**
 * Runs graphql-eslint's `schema-recommended` and `schema-relay` rule sets over a schema, except for the named
 * deviations. Answers `line: rule: message` for each finding; a text that is no schema is a finding too.
 */
export async function lintSchema(sdl: string): Promise<string[]> {
  const deviations = Object.fromEntries(LINT_DEVIATIONS.map(({ rule, setting }) => [rule, setting]));
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: {
      files: ['**/*.graphql'],
      languageOptions: {
        parser: graphqlPlugin.parser,
        parserOptions: { graphQLConfig: { schema: sdl } },
      },
      plugins: { '@graphql-eslint': { rules: graphqlPlugin.rules } },
      rules: { ...RULES, ...deviations },
    },
  });
  const results = await eslint.lintText(sdl, { filePath: 'apps/api/schema.graphql' });
  const messages = results.flatMap((result) => result.messages);
  return messages.map(({ line, ruleId, message }) => `${line}: ${ruleId ?? 'parser'}: ${message}`);
}
