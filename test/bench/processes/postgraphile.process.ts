/** PostGraphile 5 on the same tables: preset amber, names and relations by smart tags, no authentication. */
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { announce, takeOrders } from './orders.js';

const { url, poolSize } = await takeOrders<{ url: string; poolSize: number }>();
const pgl = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: url, schemas: ['public', 'bench'], poolConfig: { max: poolSize } })],
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false },
});
const server = createServer();
const served = pgl.createServ(grafserv);
await served.addTo(server);
announce(server);
