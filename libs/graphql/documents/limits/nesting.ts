import { Lexer, Source, TokenKind } from 'graphql';

/** Far beyond what any document needs, and far below what fills the stack of the parser, which calls itself for each level. */
const DEEPEST = 200;

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * What is wrong with how deep a document's brackets stand in each other, before it is parsed; undefined when nothing is.
 * @param maxTokens what comes after so many tokens is not looked at
 * @throws GraphQLError for text that is no token
 */
export function nestingFault(source: string, maxTokens: number): string | undefined {
  const lexer = new Lexer(new Source(source));
  let depth = 0;
  for (let count = 0; count < maxTokens; count += 1) {
    const { kind } = lexer.advance();
    if (kind === TokenKind.EOF) return undefined;
    if (OPENING.has(kind)) depth += 1;
    else if (CLOSING.has(kind)) depth -= 1;
    if (depth > DEEPEST) return `The document has more than ${DEEPEST} levels of brackets.`;
  }
  return undefined;
}
