import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isUuid } from '@libs/domain';
import { NodeSources } from '@libs/graphql';
import { type Actor, may, seesBrand } from '@src/identity';
import { PageViews } from '../queries/page-views.js';
import { Visitors } from '../queries/visitors.js';
import { showVisitor } from './visitor.type.js';

/** Visitors and the pages that they opened as nodes, for staff of the brand. */
@Injectable()
export class VisitorNodes implements OnModuleInit {
  constructor(
    private readonly nodes: NodeSources,
    private readonly visitors: Visitors,
    private readonly pages: PageViews,
  ) {}

  onModuleInit(): void {
    this.nodes.add((actor, id) => this.#visitor(actor as Actor, id));
    this.nodes.add((actor, id) => this.#pageView(actor as Actor, id));
  }

  async #visitor(actor: Actor, id: string): Promise<object | undefined> {
    const visitor = may(actor, 'WATCH_CHATS') ? await this.visitors.byId(id) : undefined;
    if (!visitor || !seesBrand(actor, visitor.brandId)) return undefined;
    return Object.assign(showVisitor(visitor), { __typename: 'Visitor' });
  }

  async #pageView(actor: Actor, id: string): Promise<object | undefined> {
    const view = may(actor, 'WATCH_CHATS') && isUuid(id) ? await this.pages.byId(id) : undefined;
    return view && seesBrand(actor, view.brandId) ? { __typename: 'PageView', ...view } : undefined;
  }
}
