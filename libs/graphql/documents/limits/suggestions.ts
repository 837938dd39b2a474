/** A message of graphql-js without its guess at what was meant, which names parts of the schema. */
export function withoutSuggestion(message: string): string {
  return message.replace(/ ?Did you mean .+\?$/s, '');
}
