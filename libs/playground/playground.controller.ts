import { Controller, Get, Inject, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type Encoding, pageFile } from './playground.files.js';
import { CONTENT_SECURITY_POLICY, type Playground, PLAYGROUND, renderPage } from './playground.page.js';
import { playgroundSettings, type PlaygroundSettings } from './playground.settings.js';

/** The playground's page and its files; 404 when it is turned off. */
@Controller('graphiql')
export class PlaygroundController {
  constructor(
    @Inject(PLAYGROUND) private readonly playground: Playground,
    @Inject(playgroundSettings.token) private readonly settings: PlaygroundSettings,
  ) {}

  /** The page, for the role that `?role=` names or else the first one. */
  @Get()
  async page(@Query('role') id: unknown, @Res() response: Response): Promise<void> {
    this.#assertOn();
    const roles = await this.playground.roles();
    const role = roles.find((one) => one.id === id) ?? roles[0];
    if (!role) throw new NotFoundException();
    response
      .set({ 'Content-Security-Policy': CONTENT_SECURITY_POLICY, 'Cache-Control': 'no-cache' })
      .type('html')
      .send(renderPage(this.playground, roles, role));
  }

  /** A file of the page, compressed as the browser likes it; it is asked for again each time, but sent only when it changed. */
  @Get(':name')
  async file(@Param('name') name: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    this.#assertOn();
    const encoding = (request.acceptsEncodings('br', 'gzip') || 'identity') as Encoding;
    const file = await pageFile(name, encoding);
    if (!file) throw new NotFoundException();
    response.set({
      'Content-Type': file.type,
      'Cache-Control': 'no-cache',
      Vary: 'Accept-Encoding',
      ETag: file.etag,
      ...(encoding !== 'identity' && { 'Content-Encoding': encoding }),
    });
    response.send(file.body);
  }

  #assertOn(): void {
    if (!this.settings.isOn) throw new NotFoundException();
  }
}
