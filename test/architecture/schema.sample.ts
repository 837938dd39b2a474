/** A small schema without a fault, one element of every kind, for the specs of the schema rules to spoil. */
export const SAMPLE_SCHEMA = `
"Costs."
directive @cost("How much." points: Int!) on FIELD

"What can be read."
type Query {
  "One thing by its id."
  node("Which one." id: ID!): Node
  "All talks, newest first."
  chats("At most." first: Int, "From." after: String): ChatConnection!
}

"What can be done."
type Mutation {
  "Writes a reply."
  reply("What." input: ReplyInput!): ReplyResult!
}

"What to reply to what."
input ReplyInput {
  "Makes a retry safe." clientKey: ID!
  "What to write." text: String!
}

"How a reply went."
union ReplyResult = ReplySuccess | ChatClosed

"It went well."
type ReplySuccess { "The talk." chat: Chat! }

"The talk is over."
type ChatClosed { "Why not." reason: String! }

"A thing with an id."
interface Node { "Its id." id: ID! }

"A talk."
type Chat implements Node {
  "Its id." id: ID! "Its subject." subject: String! "Its state." status: Status! "Its tags." tags: [String!]!
  "When it began." startedAt: DateTime!
}

"Where it stands."
enum Status {
  "It runs."
  OPEN
  "It is over."
  CLOSED
}

"A point in time."
scalar DateTime

"A page of talks."
type ChatConnection { "The talks." edges: [ChatEdge!]! "Where the page stands." pageInfo: PageInfo! }

"A talk and its place."
type ChatEdge { "The talk." node: Chat! "Its place." cursor: String! }

"Where a page stands."
type PageInfo {
  "More after it." hasNextPage: Boolean! "More before it." hasPreviousPage: Boolean!
  "First place." startCursor: String "Last place." endCursor: String
}
`;
