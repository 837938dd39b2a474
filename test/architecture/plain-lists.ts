/** A field that answers with a whole list instead of a Relay connection: `Type.field` and why it can never grow long. */
export interface PlainList {
  field: string;
  reason: string;
}

export const PLAIN_LISTS: readonly PlainList[] = [
  { field: 'Query.presenceTable', reason: 'Four statuses by two routing modes.' },
];
