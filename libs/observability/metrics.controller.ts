import { BlockList, isIP } from 'node:net';
import { Controller, Get, Inject, NotFoundException, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Metrics } from './metrics.js';
import { observabilitySettings, type ObservabilitySettings } from './observability.settings.js';

const thisMachine = new BlockList();
thisMachine.addSubnet('127.0.0.0', 8);
thisMachine.addAddress('::1', 'ipv6');

const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip'];

/** `/metrics` for Prometheus. Unless the setting opens it, it looks missing to callers from elsewhere. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(observabilitySettings.token) private readonly settings: ObservabilitySettings,
  ) {}

  @Get()
  async read(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<string> {
    if (!this.settings.metricsPublic && !isLocal(request)) throw new NotFoundException();
    response.type(this.metrics.contentType);
    return this.metrics.text();
  }
}

/** A proxy on this machine calls from here too, but on behalf of somebody elsewhere. */
function isLocal(request: Request): boolean {
  const address = request.socket.remoteAddress ?? '';
  if (proxyHeaders.some((header) => request.headers[header] !== undefined)) return false;
  const version = isIP(address);
  return version !== 0 && thisMachine.check(address, version === 6 ? 'ipv6' : 'ipv4');
}
