import { followChat, type DemoAgent } from '../clients/people.js';
import { expectThat, type Shown, textAt } from '../clients/shown.js';
import type { Cast } from './stage.js';

const FIELDS = `... on ChatAlreadyAccepted { acceptedBy { displayName } acceptedAt } ... on MayNotAcceptChat { cause }`;

/** Both agents accept at the same moment: one wins, the other is told who and when. */
export async function oneWins(cast: Cast): Promise<void> {
  const { stage, visitor, anna, boris } = cast;
  stage.out.chapter('2. Two agents accept at once, one wins');
  cast.visitorChat = await followChat(visitor, visitor.chatId);
  const accept = (agent: DemoAgent): Promise<Shown> => {
    agent.does('-> accepts');
    return agent.change('acceptChat', { chatId: visitor.chatId }, FIELDS);
  };
  const answers = await Promise.all([accept(anna), accept(boris)]);
  const won = answers.findIndex(({ __typename }) => __typename === 'AcceptChatSuccess');
  const lost = answers[1 - won];
  const winner = [anna, boris][won];
  const loser = [anna, boris][1 - won];
  expectThat(winner && loser && lost, `Nobody got the chat: ${JSON.stringify(answers)}`);
  expectThat(
    lost.__typename === 'ChatAlreadyAccepted',
    `${loser.name} should be told who was faster, but got ${JSON.stringify(lost)}`,
  );
  expectThat(textAt(lost, 'acceptedBy', 'displayName') === winner.name, `${loser.name} was told the wrong name.`);
  winner.does('has the chat');
  loser.does(`is refused: ${winner.name} was faster, at ${textAt(lost, 'acceptedAt').slice(11, 23)}`);
  await cast.visitorChat.next('ChatAcceptedEvent');
  cast.winner = winner;
  cast.agentChat = await followChat(winner, visitor.chatId);
}
