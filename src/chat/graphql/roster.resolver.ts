import { Args, ArgsType, Field, Resolver } from '@nestjs/graphql';
import { badRequest, CurrentEdge, type EdgeContext, PageArgs, Query, toConnection } from '@libs/graphql';
import { BrandDirectory } from '@src/brands';
import { type Actor, Allow, type StaffActor } from '@src/identity';
import { AgentsOnDuty } from '../queries/agents-on-duty.js';
import { MyPresence } from '../queries/my-presence.js';
import { Shifts } from '../queries/shifts.js';
import { AgentOnDutyConnection, RosterAlertConnection, showAgentOnDuty, showAlert } from './agent-on-duty.type.js';
import { MyPresenceType, showMyPresence } from './my-presence.type.js';
import { ownBrand } from './own-brand.js';
import { ShiftConnection, showShift } from './shift.type.js';

@ArgsType()
class BrandPageArgs extends PageArgs {
  @Field(() => String, { description: 'Code of the brand.' })
  brandCode: string;
}

@ArgsType()
class ShiftsArgs extends BrandPageArgs {
  @Field(() => Date, { description: 'Start of the time to show.' })
  from: Date;

  @Field(() => Date, { description: 'End of the time to show, not included.' })
  to: Date;
}

@Resolver()
export class RosterResolver {
  constructor(
    private readonly brands: BrandDirectory,
    private readonly onDuty: AgentsOnDuty,
    private readonly roster: Shifts,
    private readonly presence: MyPresence,
  ) {}

  @Query(Allow('SERVE_CHATS'), () => MyPresenceType, {
    description: 'Your own presence: verify that you are online before you work.',
  })
  async myPresence(@CurrentEdge() { actor }: EdgeContext<StaffActor>): Promise<MyPresenceType> {
    const view = await this.presence.of(actor.id);
    if (!view) throw badRequest('Your account is closed.');
    return showMyPresence(view);
  }

  @Query(Allow('WATCH_CHATS'), () => AgentOnDutyConnection, {
    description: 'The staff of a brand by name: who is online, and who should be by the shift roster.',
  })
  async agentsOnDuty(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args() args: BrandPageArgs,
  ): Promise<AgentOnDutyConnection> {
    const brand = await ownBrand(this.brands, actor, args.brandCode);
    const page = await this.onDuty.ofBrand(brand.id, args);
    const items = page.items.map(({ node, cursor }) => ({ node: showAgentOnDuty(node), cursor }));
    return Object.assign(toConnection({ ...page, items }), { cursor: page.feedCursor });
  }

  @Query(Allow('WATCH_CHATS'), () => RosterAlertConnection, {
    description: "The open alerts of a brand's shift roster, oldest first: who is to be told.",
  })
  async rosterAlerts(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args() args: BrandPageArgs,
  ): Promise<RosterAlertConnection> {
    const brand = await ownBrand(this.brands, actor, args.brandCode);
    const page = await this.onDuty.alertsOf(brand.id, args);
    return toConnection({ ...page, items: page.items.map(({ node, cursor }) => ({ node: showAlert(node), cursor })) });
  }

  @Query(Allow('WATCH_CHATS'), () => ShiftConnection, {
    description: 'The shifts of a brand that touch a period, by their start.',
  })
  async shifts(@CurrentEdge() { actor }: EdgeContext<Actor>, @Args() args: ShiftsArgs): Promise<ShiftConnection> {
    const brand = await ownBrand(this.brands, actor, args.brandCode);
    for (const field of ['from', 'to'] as const)
      if (!Number.isFinite(args[field].getTime())) throw badRequest('This is not a time.', { field });
    const page = await this.roster.ofBrand(brand.id, args, args);
    return toConnection({ ...page, items: page.items.map(({ node, cursor }) => ({ node: showShift(node), cursor })) });
  }
}
